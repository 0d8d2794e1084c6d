/** The pictures of docs/how-it-works.md: what goes well, and what goes wrong without a rule, by the shortest way. */
import { explore } from '../../projection/world/explore.ts';
import { ABLATIONS } from '../../projection/world/cases/ablations.ts';
import { deadline, line } from '../../projection/world/cases/machines.ts';
import { draw } from './drawn.ts';
import { tell } from './told.ts';

export type Drawing = { readonly name: string; readonly svg: () => string };

const WAITS = ['execution: puts WAIT# T1.0', 'take wait T1.0; [wait T1.0] query → rows'];
const MARKED = ['take event a1; [event a1] query → rows', '[event a1] putEvent a1 sent if absent → written'];
const MOVES_ON = ['execution: puts WAIT# T1.1', 'take wait T1.1; [wait T1.1] query → rows'];
const started = true;

export const DRAWINGS: readonly Drawing[] = [
  good('in-order', 'A start event and an event in order', 'Each event has moved the instance once.', {
    choreography: line(),
    events: { s0: 1, a1: 1 },
    labels: [
      'take event s0; [event s0] query → rows',
      '[event s0] putEvent s0 sent if absent → written',
      '[event s0] openInstance → written',
      '[event s0] startExecution → started',
      '[event s0] putEvent s0 consumed if sent → written',
      ...WAITS,
      ...MARKED,
      '[event a1] sendSuccess → accepted',
      '[event a1] putEvent a1 consumed if sent → written',
      ...MOVES_ON,
    ],
  }),
  good(
    'early',
    'An event that comes before its turn',
    'b1 came first and was taken second: nothing is lost.',
    {
      choreography: line(),
      events: { a1: 1, b1: 1 },
      started,
      labels: [
        ...WAITS,
        'take event b1; [event b1] query → rows',
        '[event b1] putEvent b1 held if absent → written',
        '[event b1] query → rows',
        '[event b1] sendMessage → queued',
        ...MARKED,
        '[event a1] sendSuccess → accepted',
        '[event a1] putEvent a1 consumed if sent → written',
        ...MOVES_ON,
        '[wait T1.1] putEvent b1 sent if held → written',
        '[wait T1.1] sendSuccess → accepted',
        '[wait T1.1] putEvent b1 consumed if sent → written',
        '[wait T1.1] query → rows',
      ],
    },
  ),
  good('died', 'A function that dies between the mark and the call', 'The mark said what was to be done.', {
    choreography: line(),
    events: { a1: 1 },
    started,
    faults: { crash: 1 },
    labels: [
      ...WAITS,
      ...MARKED,
      'crash before [event a1] sendSuccess',
      'take event a1; [event a1] query → rows',
      '[event a1] sendSuccess → accepted',
      '[event a1] putEvent a1 consumed if sent → written',
      '[event a1] query → rows',
    ],
  }),
  good('doubt', 'A reply that is lost', 'The history names a1: it is confirmed, not sent again.', {
    choreography: line(),
    events: { a1: 1 },
    started,
    faults: { ambiguous: 1 },
    labels: [
      ...WAITS,
      ...MARKED,
      '[event a1] sendSuccess → applied, but answered unknown',
      '[event a1] readHistory → tokenEnd',
      '[event a1] putEvent a1 consumed if sent → written',
      ...MOVES_ON,
    ],
  }),
  good(
    'overtaken',
    'A deadline that passes while an event is on its way',
    'a1 went to the wait that followed.',
    {
      choreography: deadline,
      events: { a1: 1 },
      started,
      faults: { deadline: 1 },
      labels: [
        ...WAITS,
        ...MARKED,
        'execution: deadline of A',
        '[event a1] sendSuccess → unknown',
        '[event a1] readHistory → tokenEnd',
        '[event a1] putEvent a1 held if sent → written',
        '[event a1] dropWait → written',
        'execution: puts WAIT# T1.1',
        '[event a1] query → rows',
        '[event a1] putEvent a1 sent if held → written',
        '[event a1] sendSuccess → accepted',
        '[event a1] putEvent a1 consumed if sent → written',
        '[event a1] query → rows',
      ],
    },
  ),
  bad('without-the-trigger', {
    rule: 'a mark names its trigger',
    title: 'A mark that does not say whose it is',
    end: 'In doubt: a1 stays marked, and nobody finishes it.',
  }),
  bad('without-the-history', {
    rule: 'the history decides: not "not delivered"',
    title: '“Timed out” taken for “not delivered”',
    end: 'Twice: a1 has moved the instance two times.',
    leftOut: 'readHistory',
  }),
  bad('without-the-doubt', {
    rule: 'the history decides: not "delivered"',
    title: '“Timed out” taken for “delivered”',
    end: 'Lost: a1 is recorded as consumed, and has moved nothing.',
    leftOut: 'readHistory',
  }),
  bad('without-the-order', {
    rule: 'a WAIT put only over an older one',
    title: 'A wait put without its condition',
    end: 'Hidden: the instance waits with token 2, which nobody can find.',
  }),
  bad('without-making-sure', {
    rule: 'DescribeExecution before late',
    title: '“Late”, without making sure',
    end: 'A false alarm: a1 is called late while the instance runs.',
    leftOut: 'describeExecution',
  }),
];

type Good = Parameters<typeof tell>[0] & { readonly labels: readonly string[] };

function good(name: string, title: string, end: string, { labels, ...configuration }: Good): Drawing {
  return {
    name,
    svg: () => draw({ title, story: tell(configuration, labels), end: { text: end, good: true } }),
  };
}

type Bad = {
  /** Its name among the rules that the explorer leaves out. */
  readonly rule: string;
  readonly title: string;
  readonly end: string;
  /** The call that is not made without the rule. */
  readonly leftOut?: string;
};

/** The shortest way to a broken promise, as the explorer finds it with the rule left out. */
function bad(name: string, { rule, title, end, leftOut }: Bad): Drawing {
  return {
    name,
    svg() {
      const left = ABLATIONS[rule];
      if (left === undefined) throw new Error(`No rule "${rule}" is left out by the explorer.`);
      const configuration = { ...left.configuration, rules: left.rules };
      const { trace, violation } = explore(configuration);
      if (violation === undefined) throw new Error(`Without "${rule}" nothing breaks.`);
      const story = tell(configuration, trace).filter(
        ({ label }) => leftOut === undefined || !label.includes(`] ${leftOut} →`),
      );
      return draw({ title, story, end: { text: end, good: false } });
    },
  };
}
