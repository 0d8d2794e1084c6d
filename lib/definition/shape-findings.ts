import type { Data } from './data.ts';
import { DURATION_FORMS } from './duration.ts';
import { placeOf } from './place.ts';
import type { Finding, Path } from './problems.ts';
import { spotOf, type Spot } from './spot.ts';
import { didYouMean, either, every } from './suggest.ts';

export function unknownKey(key: string, path: Path, value: Data | undefined): Finding {
  const place = placeOf(path, value);
  const at = { path: [...path, key], at: 'key' } as const;
  const refused = place.refused.get(key);
  if (refused !== undefined) return { code: 'not-supported', message: refused, ...at };
  const why = place.elsewhere.get(key);
  if (why !== undefined) {
    return { code: 'mixed-kinds', message: `\`${key}\` cannot stand ${place.noun}: ${why}`, ...at };
  }
  const allowed = place.keys.map((name) => `\`${name}\``);
  const only = path[0] === 'start' ? 'Events stand under its only key' : 'The only key allowed here is';
  const can = allowed.length === 1 ? only : 'Allowed here are';
  const message = `\`${key}\` is no key ${place.noun}.${didYouMean(key, place.keys)} ${can} ${every(allowed)}.`;
  return { code: 'unknown-key', message, ...at };
}

export function unknownValue(allowed: readonly string[], path: Path, value: Data | undefined): Finding {
  const quoted = allowed.map((name) => `\`${name}\``);
  const message = `${nameOf(path)} is ${shown(value)}; it can be ${either(quoted)}.${didYouMean(typeof value === 'string' ? value : '', allowed)}`;
  return finding('unknown-value', message, path);
}

export function missing(path: Path): Finding {
  const key = String(path.at(-1) ?? '');
  const hint = key === 'states' && path.length > 1 ? 'List the inner states.' : MISSING_HINTS.get(key);
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
  ['next', 'Name the state that follows.'],
  ['target', 'Name the state that follows.'],
  ['Next', 'Name the state that follows.'],
  ['initial', 'Name the inner state it begins in.'],
  [
    'delay',
    'Say when: `delay: 30m` after the entry, `at:` an instant, or `silence: 1h` after the last event.',
  ],
  ['publish', 'Say what is to be done: `publish`, `notify` or `task`.'],
  ['message', 'Say what the message is.'],
  ['detailType', 'Name the event, or its detail type.'],
  ['items', 'Say where the list is, such as `items: $context.lines`.'],
  ['match', 'Say which item an event concerns, such as `match: detail.line`.'],
  ['errors', 'Say which errors are caught, such as `errors: [States.ALL]`.'],
  ['ErrorEquals', 'Say which errors it is for, such as `ErrorEquals: [States.ALL]`.'],
  ['history', 'Name the compound whose last state is gone back to.'],
]);

export function wrongType(expected: readonly string[], path: Path, value: Data): Finding {
  const allowed = [...new Set(expected)].map((type) => KIND_NAMES.get(type) ?? type);
  const hint = formOf(path, value);
  return finding(
    'wrong-type',
    `${nameOf(path)} is ${shown(value)}; it must be ${either(allowed)}.${hint}`,
    path,
  );
}

export function outOfRange(
  bound: 'least' | 'most',
  limit: number,
  path: Path,
  value: Data | undefined,
): Finding {
  return finding('wrong-type', `${nameOf(path)} is ${shown(value)}; it must be ${limit} at ${bound}.`, path);
}

function formOf(path: Path, value: Data): string {
  const { kind } = spotOf(path);
  const form = SPOT_FORMS.get(kind) ?? (kind === 'transition' ? undefined : FORMS.get(path.at(-1)));
  if (form === undefined) return '';
  return path.at(-1) === 'ignore' && typeof value === 'string'
    ? ` Write \`ignore: [${value}]\`.`
    : ` Write ${form}.`;
}

/** What every event, every state is. */
const SPOT_FORMS: ReadonlyMap<Spot['kind'], string> = new Map([
  ['event', '`{ source: … }`'],
  ['state', '`{ on: … }`, `{ all: … }` or `{ final: succeeded }`'],
  ['region', '`{ initial: …, states: … }`'],
  ['start', '`start: { on: { Event: State } }`'],
  ['forEach', '`forEach: { items: …, match: …, initial: …, states: … }`'],
  ['action', '`{ publish: … }`, `{ notify: … }` or `{ task: … }`'],
]);

const FORMS: ReadonlyMap<unknown, string> = new Map([
  ['hold', DURATION_FORMS],
  ['settle', DURATION_FORMS],
  ['due', DURATION_FORMS],
  ['delay', DURATION_FORMS],
  ['silence', DURATION_FORMS],
  ['after', '`after: { 30m: Target }`'],
  ['ignore', '`ignore: [Event]`'],
  ['events', '`events: { Event: { source: … } }`'],
  ['assign', '`assign: { name: expression }`'],
  ['labels', '`labels: { name: expression }`'],
  ['context', '`context: { name: value }`'],
  ['redact', '`redact: [detail.card.number]`'],
  ['parallel', '`parallel: { Region: { initial: …, states: … } }`'],
  ['opens', '`opens: [Event]`'],
  ['retry', '`retry: [{ ErrorEquals: [States.ALL] }]`'],
]);

const KIND_NAMES: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['object', 'a mapping'],
  ['record', 'a mapping'],
  ['array', 'a list'],
  ['boolean', '`true` or `false`'],
  ['number', 'a number'],
  ['int', 'a whole number'],
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
