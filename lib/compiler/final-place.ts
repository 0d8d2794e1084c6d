import type { DonePlace, EndPlace } from '../semantics/plan.ts';
import { defaultError } from '../definition/names.ts';
import { decisionWait } from './decision.ts';
import { add, type Flow } from './flow.ts';
import { ENTERED, literal } from './jsonata.ts';
import { reserve } from './outcome.ts';
import { changesOf } from './parallel-place.ts';
import { textTemplate } from './rewrite.ts';
import { undelivered } from './undelivered.ts';

/** Step Functions' limits, in characters. */
const MAX_ERROR = 256;
const MAX_CAUSE = 32_768;

/** A final state of the instance. */
export function compileEnd(flow: Flow, place: EndPlace): void {
  const { name, outcome, error, cause } = place;
  if (outcome === 'succeeded') {
    add(flow, name, { Type: 'Succeed', Output: { state: literal(name) } });
    return;
  }
  const fallback = defaultError(name);
  add(flow, name, {
    Type: 'Fail',
    Error: textTemplate(error ?? { literal: fallback }, flow.reads, MAX_ERROR, fallback),
    ...(cause === undefined ? {} : { Cause: textTemplate(cause, flow.reads, MAX_CAUSE, '') }),
  });
}

/** A final state of a region ends its branch; of a compound, what follows is computed or known. */
export function compileDone(flow: Flow, { name, done }: DonePlace): void {
  if (done.length === 0) {
    const output = changesOf(flow);
    add(flow, name, { Type: 'Succeed', ...(output === undefined ? {} : { Output: output }) });
    return;
  }
  reserve(flow, name);
  const edge = undelivered(flow, done, {
    place: name,
    choice: { name, named: true },
    decision: () =>
      decisionWait(flow, {
        name,
        named: true,
        place: { name },
        decide: { kind: 'routes', routes: done },
        hands: { since: ENTERED, clocks: flow.reads.clocks, items: undefined },
      }),
  });
  if (edge.next === name) return;
  const assign = Object.keys(edge.assign).length === 0 ? {} : { Assign: edge.assign };
  add(flow, name, { Type: 'Pass', ...assign, Output: {}, Next: edge.next });
}
