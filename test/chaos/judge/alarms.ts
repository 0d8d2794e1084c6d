/**
 * Whether what was said of an event that moved nothing is true: by where the instance stood, as its histories tell, when
 * its function read the table, and until it wrote. Somewhere in between it must have been so.
 */
import type { EventDeclaration } from '../../../lib/definition/model.ts';
import type { AcceptedEvent } from './accepted.ts';
import { saidOf } from './said.ts';
import type { Lived, Verdict } from './said.ts';

/** Undefined: it is true. */
export async function untrue(
  event: AcceptedEvent,
  verdict: Verdict,
  lived: Lived,
): Promise<string | undefined> {
  if (event.deviation !== undefined)
    return verdict.status === event.deviation
      ? undefined
      : `${event.identity} became ${verdict.status}, it is ${event.deviation}`;
  const declared = lived.plan.choreography.events.find(({ name }) => name === event.name);
  if (declared === undefined) return `"${event.name}" is not declared`;
  const said = await saidOf(event, verdict, lived);
  const kinds = new Set(said.map(({ kind }) => kind));
  const says = (...any: readonly string[]): boolean => any.some((kind) => kinds.has(kind));
  const over = verdict.at >= verdict.receivedAt + longest(declared);
  const isTrue = ((): boolean => {
    switch (verdict.status) {
      case 'unexpected':
        return says('unexpected') || (over && says('early', 'between'));
      case 'late':
        return says('closed') && (!lived.plan.choreography.rerun || over);
      case 'orphan':
        return says('none') && over;
      case 'ignored':
        if (says('dropped', 'repeated', 'drops')) return true;
        if (says('gathered') && isOnItsWay(event, verdict, lived)) return true;
        if (declared.unexpected !== 'ignore') return false;
        return (
          says('unexpected') ||
          (says('closed') && (!lived.plan.choreography.rerun || over)) ||
          (over && says('early', 'between'))
        );
      case 'stale':
        return declared.stale === 'ignore' && said.some(({ newest }) => timeOf(event) < newest);
      default:
        return false;
    }
  })();
  if (isTrue) return undefined;
  const when = over ? 'its hold was over' : 'its hold was not over';
  return `"${event.name}" (${event.identity}) became ${verdict.status}; semantics says: ${[...kinds].join(' or ')}, and ${when}`;
}

/** Another one of its name is marked for the place that it would have, and may take it yet. */
function isOnItsWay({ name, identity }: AcceptedEvent, { readFrom, at }: Verdict, { marks }: Lived): boolean {
  return marks.some(
    (mark) => mark.name === name && mark.identity !== identity && mark.at <= at && mark.until >= readFrom,
  );
}

/** How long it is kept before anything is concluded from its not being awaited. */
function longest({ hold, settle }: EventDeclaration): number {
  return Math.max(hold, settle);
}

function timeOf({ occurrence }: AcceptedEvent): number {
  return Date.parse(occurrence?.time ?? '');
}
