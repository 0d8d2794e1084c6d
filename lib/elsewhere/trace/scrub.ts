import { isObject } from '../../local/json.ts';

/** What differs between two clouds though both do the same: where they are, and what they call their things. */
export type Peculiarities = {
  readonly account: string;
  readonly region: string;
  /** Of the monitor's names. */
  readonly prefix: string;
  /** CloudFormation gives it a name of its own. */
  readonly table: string;
};

/** Secrets, and what is counted from the moment of the call. */
const HIDDEN: { readonly [name: string]: string } = {
  token: '{token}',
  taskToken: '{token}',
  TaskToken: '{token}',
  durationSeconds: '{seconds}',
  timeoutInSeconds: '{seconds}',
  heartbeatInSeconds: '{seconds}',
};

const ROLE = /arn:[\w-]+:iam::[^:]*:role\/[\w+=,.@/-]+/g;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)/g;
const HASH = /(?<![\w-])(?:[0-9a-f]{32,}|[A-Za-z0-9_-]{43})(?![\w-])/g;
/** Seconds or milliseconds since 1970, from 2017 to 2065. */
const EPOCH = /(?<![\w.])(?:1[5-9]|2\d)\d{8}(?:\d{3})?(?:\.\d+)?(?![\w.])/g;

/**
 * A value as the same value of another cloud would read: members in the order of their names, JSON inside of texts too,
 * and ids, times and places as words in braces.
 */
export function scrubbed(value: unknown, peculiarities: Peculiarities): string {
  return JSON.stringify(clean(value, peculiarities));
}

export function scrubbedText(text: string, { account, region, prefix, table }: Peculiarities): string {
  return text
    .replaceAll(table, '{table}')
    .replace(ROLE, '{role}')
    .replaceAll(prefix, '{prefix}')
    .replaceAll(account, '{account}')
    .replaceAll(region, '{region}')
    .replace(UUID, '{id}')
    .replace(INSTANT, '{time}')
    .replace(HASH, '{hash}')
    .replace(EPOCH, '{time}');
}

function clean(value: unknown, peculiarities: Peculiarities): unknown {
  if (value instanceof Date) return '{time}';
  if (typeof value === 'string') return cleanText(value, peculiarities);
  if (typeof value === 'number') return numberOrTime(value);
  if (Array.isArray(value)) return value.map((item) => clean(item, peculiarities));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(
    entries.map(([name, member]) => [
      scrubbedText(name, peculiarities),
      Object.hasOwn(HIDDEN, name) ? HIDDEN[name] : clean(member, peculiarities),
    ]),
  );
}

/** JSON in a text stays a text: that it is one is part of what is compared. */
function cleanText(text: string, peculiarities: Peculiarities): string {
  if (!/^\s*[[{]/.test(text)) return scrubbedText(text, peculiarities);
  try {
    const inner: unknown = JSON.parse(text);
    return scrubbed(inner, peculiarities);
  } catch {
    return scrubbedText(text, peculiarities);
  }
}

function numberOrTime(value: number): number | string {
  return String(value).replace(EPOCH, '') === '' ? '{time}' : value;
}
