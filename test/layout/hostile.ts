import type { Choreography, State } from '../../lib/definition/model.ts';
import { choreography, on } from './car.ts';

/** Names that mean something to one of the languages a picture is written in. */
export const HOSTILE = [
  'a "quote" \\ back\\',
  '<script>alert(1)</script>',
  'two\nlines',
  'end',
  'état — 注文 🚚',
  '`code` *b* _i_ #35; a:b;c %% x',
  'state',
  '&lt;b&gt; & {x}',
  '- dash --> [*]',
  '__proto__',
  "it's ]]> $$x$$ @{y}",
  'control \u0001\ud800.',
];

/** Every hostile name as a state, an event, a member; hostile guards between them. */
export function hostile(): Choreography {
  const states = HOSTILE.map((name, index): State => {
    const next = HOSTILE[index + 1] ?? 'done';
    if (index === 2) return { kind: 'all', name, members: HOSTILE, on: [], due: 5000, onDone: next };
    const guarded = { guard: `a = "<b>"\nand ${name}`, target: next };
    return { kind: 'wait', name, on: [on(name, guarded, 'done'), on(`again ${name}`, name)] };
  });
  return choreography({
    title: 'Hostile: "x" </title>\n# ---',
    start: [on('begin', HOSTILE[0] ?? '')],
    states: [...states, { kind: 'final', name: 'done', outcome: 'failed' }],
  });
}

/** Small enough to read what is drawn of it. */
export const small = choreography({
  title: 'Small & simple',
  start: [on('Asked', 'Open')],
  states: [
    {
      kind: 'wait',
      name: 'Open',
      on: [on('Answered', { guard: 'detail.yes = true', target: 'Checks' }), on('Reminded', 'Open')],
      due: 60_000,
      after: { delay: 3_600_000, target: 'Too late' },
    },
    { kind: 'all', name: 'Checks', members: ['Paid', 'Sent'], on: [], onDone: 'Done' },
    { kind: 'final', name: 'Done', outcome: 'succeeded' },
    { kind: 'final', name: 'Too late', outcome: 'failed' },
  ],
});
