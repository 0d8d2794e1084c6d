import type { Path } from './problems.ts';

/** What stands at a path of the file. */
export type Spot =
  | { readonly kind: 'definition' | 'start' | 'event' | 'region' | 'forEach' | 'due' | 'publish' | 'notify' }
  /** `inItem`: inside a forEach. */
  | { readonly kind: 'state'; readonly inItem: boolean }
  /** `of`: the key that its transition stands under. */
  | { readonly kind: 'transition'; readonly of: string; readonly inList: boolean }
  | { readonly kind: 'target' }
  | { readonly kind: 'action'; readonly inItem: boolean }
  | { readonly kind: 'retrier' }
  /** Anything else, by the key it is under; `depth` is how many keys and indexes stand behind that. */
  | { readonly kind: 'part'; readonly of: string; readonly depth: number };

export function spotOf(path: Path): Spot {
  return path.length === 0 ? { kind: 'definition' } : inHolder(path, false);
}

/** `path` begins in what has states: the definition, or a state. */
function inHolder(path: Path, inItem: boolean): Spot {
  const [key, name, ...rest] = path;
  switch (key) {
    case 'states':
      if (name === undefined) return part(path);
      return rest.length === 0 ? { kind: 'state', inItem } : inHolder(rest, inItem);
    case 'parallel':
      if (name === undefined) return part(path);
      return rest.length === 0 ? { kind: 'region' } : inHolder(rest, inItem);
    case 'forEach':
      return name === undefined ? { kind: 'forEach' } : inHolder(path.slice(1), true);
    case 'events':
      return name !== undefined && rest.length === 0 ? { kind: 'event' } : part(path);
    case 'start':
      return name === undefined ? { kind: 'start' } : inHolder(path.slice(1), inItem);
    case 'entry':
      return inActions(path.slice(1), inItem) ?? part(path);
    case 'retry':
      return typeof name === 'number' && rest.length === 0 ? { kind: 'retrier' } : part(path);
    case 'due':
      return name === undefined ? { kind: 'due' } : part(path);
    default:
      return inWays(path, inItem);
  }
}

/** Keys whose value maps names to transitions, or, but for `on`, is a list of them. */
const NAMED: ReadonlySet<unknown> = new Set(['on', 'all', 'after', 'catch']);
const PLAIN: ReadonlySet<unknown> = new Set(['always', 'onDone', 'next']);

function inWays(path: Path, inItem: boolean): Spot {
  const [key, name] = path;
  if (PLAIN.has(key)) return inTransition(String(key), path.slice(1), inItem) ?? part(path);
  if (!NAMED.has(key) || name === undefined) return part(path);
  const rest = typeof name === 'number' ? path.slice(1) : path.slice(2);
  return inTransition(String(key), rest, inItem) ?? part(path);
}

/** `path` begins in a transition: at one branch, or at a list of them. */
function inTransition(of: string, path: Path, inItem: boolean): Spot | undefined {
  const [index] = path;
  const inList = typeof index === 'number';
  const [key, ...rest] = inList ? path.slice(1) : path;
  if (key === undefined) return { kind: 'transition', of, inList };
  if (key === 'target' && rest.length === 0) return { kind: 'target' };
  return key === 'actions' ? inActions(rest, inItem) : undefined;
}

function inActions(path: Path, inItem: boolean): Spot | undefined {
  const [key, ...rest] = typeof path[0] === 'number' ? path.slice(1) : path;
  if (key === undefined) return { kind: 'action', inItem };
  if ((key === 'publish' || key === 'notify') && rest.length === 0) return { kind: key };
  return key === 'retry' && rest.length === 1 ? { kind: 'retrier' } : undefined;
}

function part(path: Path): Spot {
  return { kind: 'part', of: String(path[0] ?? ''), depth: path.length - 1 };
}
