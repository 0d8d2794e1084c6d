import type { Choreography, State } from '../../lib/definition/model.ts';
import { choreography, on, stateOf, statesOf } from './written.ts';

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
    if (index === 2) return stateOf(name, { all: HOSTILE, due: '5s', onDone: next });
    const guarded = { guard: `a = "<b>"\nand ${name}`, target: next };
    return stateOf(name, { on: { [name]: [guarded, 'done'], [`again ${name}`]: name } });
  });
  return choreography({
    title: 'Hostile: "x" </title>\n# ---',
    start: [on('begin', HOSTILE[0] ?? '')],
    states: [...states, stateOf('done', { final: 'failed' })],
  });
}

/** Small enough to read what is drawn of it. */
export const small = choreography({
  title: 'Small & simple',
  start: [on('Asked', 'Open')],
  states: statesOf({
    Open: {
      on: { Answered: { guard: 'detail.yes = true', target: 'Checks' }, Reminded: 'Open' },
      due: '1m',
      after: { '1h': 'Too late' },
    },
    Checks: { all: ['Paid', 'Sent'], onDone: 'Done' },
    Done: { final: 'succeeded' },
    'Too late': { final: 'failed' },
  }),
});
