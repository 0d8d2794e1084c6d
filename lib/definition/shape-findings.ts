import type { Data } from './data.ts';
import { DURATION_FORMS } from './duration.ts';
import { laterForm, notYet } from './later.ts';
import { placeOf } from './place.ts';
import type { Finding, Path } from './problems.ts';
import { didYouMean, either, every } from './suggest.ts';

export function unknownKey(key: string, path: Path, value: Data | undefined): Finding {
  const place = placeOf(path, value);
  const at = { path: [...path, key], at: 'key' } as const;
  const purpose = place.later.get(key);
  if (purpose !== undefined)
    return { code: 'not-supported', message: notYet(`\`${key}\` (${purpose})`), ...at };
  const why = place.elsewhere.get(key);
  if (why !== undefined) {
    const message = `\`${key}\` cannot stand ${place.noun}: ${why}. A state is exactly one of wait (\`on\`), \`all\` and \`final\`; make it two states.`;
    return { code: 'mixed-kinds', message, ...at };
  }
  const allowed = place.keys.map((name) => `\`${name}\``);
  const only = path[0] === 'start' ? 'Events stand under its only key' : 'The only key allowed here is';
  const can = allowed.length === 1 ? only : 'Allowed here are';
  const message = `\`${key}\` is no key ${place.noun}.${didYouMean(key, [...place.keys, ...place.later.keys()])} ${can} ${every(allowed)}.`;
  return { code: 'unknown-key', message, ...at };
}

export function unknownValue(allowed: readonly string[], path: Path, value: Data | undefined): Finding {
  const quoted = allowed.map((name) => `\`${name}\``);
  const message = `${nameOf(path)} is ${shown(value)}; it can be ${either(quoted)}.${didYouMean(typeof value === 'string' ? value : '', allowed)}`;
  return finding('unknown-value', message, path);
}

export function missing(path: Path): Finding {
  const key = String(path.at(-1) ?? '');
  if (key === 'target' && path[2] === 'after') {
    return finding('not-supported', notYet('A deadline without `target` (the state stays)'), path);
  }
  const hint = MISSING_HINTS.get(key);
  return finding('missing-key', `\`${key}\` is missing.${hint === undefined ? '' : ` ${hint}`}`, path);
}

const MISSING_HINTS: ReadonlyMap<string, string> = new Map([
  ['id', 'Name the choreography in kebab-case, such as `id: car-journey`.'],
  ['events', 'List the vocabulary, such as `events: { Order Placed: { source: order } }`.'],
  ['start', 'Say which events open an instance, such as `start: { on: { Order Placed: Placed } }`.'],
  ['on', 'Say which events open an instance, such as `on: { Order Placed: Placed }`.'],
  [
    'states',
    'List the states, such as `states: { Placed: { on: { Order Paid: Done } }, Done: { final: succeeded } }`.',
  ],
  ['source', 'Say where the event comes from, such as `source: order`.'],
  ['onDone', 'Name the state that follows when all members have arrived.'],
  ['target', 'Name the state that follows.'],
  ['delay', 'Say how long after the entry, such as `delay: 30m`.'],
]);

export function wrongType(expected: readonly string[], path: Path, value: Data): Finding {
  const later = laterForm(path, value);
  if (later !== undefined) return finding('not-supported', notYet(later), path);
  const allowed = [...new Set(expected)].map((type) => KIND_NAMES.get(type) ?? type);
  const hint = formOf(path, value);
  return finding(
    'wrong-type',
    `${nameOf(path)} is ${shown(value)}; it must be ${either(allowed)}.${hint}`,
    path,
  );
}

function formOf(path: Path, value: Data): string {
  const form = path.length === 2 ? PART_FORMS.get(path[0]) : FORMS.get(path.at(-1));
  if (form === undefined) return '';
  return path.at(-1) === 'ignore' && typeof value === 'string'
    ? ` Write \`ignore: [${value}]\`.`
    : ` Write ${form}.`;
}

/** What every event, every state is. */
const PART_FORMS: ReadonlyMap<unknown, string> = new Map([
  ['events', '`{ source: … }`'],
  ['states', '`{ on: … }`, `{ all: … }` or `{ final: succeeded }`'],
]);

const FORMS: ReadonlyMap<unknown, string> = new Map([
  ['hold', DURATION_FORMS],
  ['due', DURATION_FORMS],
  ['delay', DURATION_FORMS],
  ['after', '`after: { 30m: Target }`'],
  ['start', '`start: { on: { Event: State } }`'],
  ['ignore', '`ignore: [Event]`'],
  ['events', '`events: { Event: { source: … } }`'],
]);

const KIND_NAMES: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['object', 'a mapping'],
  ['record', 'a mapping'],
  ['array', 'a list'],
  ['boolean', '`true` or `false`'],
]);

export function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'The file';
  return typeof last === 'number' ? `Entry ${last + 1} of \`${String(path.at(-2) ?? '')}\`` : `\`${last}\``;
}

function shown(value: Data | undefined): string {
  if (value === undefined || value === null) return 'empty';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a mapping';
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'number' ? `the number ${value}` : `\`${value}\``;
}

export function finding(code: Finding['code'], message: string, path: Path): Finding {
  return { code, message, path };
}
