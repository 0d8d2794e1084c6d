/** The explorer's labels in the words of the document: who does what to whom. */
import type { Told } from './told.ts';

export type Lane = 'function' | 'other' | 'table' | 'machine';
export type Beat =
  | { readonly kind: 'note'; readonly lane: Lane; readonly text: string; readonly wrong: boolean }
  | {
      readonly kind: 'call';
      readonly from: Lane;
      readonly to: Lane;
      readonly text: string;
      /** What came back, where that is worth a word. */
      readonly answer?: string;
    };

export function beatsOf(story: readonly Told[]): readonly Beat[] {
  const tokens = [...new Set(story.flatMap(({ label }) => label.match(/T\d+\.\d+/g) ?? []))];
  return story.flatMap(({ label, worker }) => {
    const plain = label.replaceAll(/T\d+\.\d+/g, (token) => `token ${tokens.indexOf(token) + 1}`);
    return beatsIn(plain, worker === 1 ? 'other' : 'function');
  });
}

function beatsIn(label: string, lane: Lane): readonly Beat[] {
  const [, taken, rest] = /^take (.+?); (.+)$/.exec(label) ?? [];
  if (taken !== undefined && rest !== undefined) return [note(lane, begins(taken)), ...beatsIn(rest, lane)];
  const [, dead] = /^crash before \[.+?\] (.+)$/.exec(label) ?? [];
  if (dead !== undefined) return [note(lane, 'dies here', true)];
  const [, call, reply] = /^\[.+?\] (.+) → (.+)$/.exec(label) ?? [];
  if (call !== undefined && reply !== undefined) return [calling(call, reply, lane)];
  const [, token, under] = /^execution: puts \S+ (token \d+)(; .*)?$/.exec(label) ?? [];
  if (token !== undefined) {
    const late = under === undefined ? {} : { answer: 'the same put is still under way' };
    return [{ kind: 'call', from: 'machine', to: 'table', text: `puts its wait, ${token}`, ...late }];
  }
  const [, who = '', what = ''] = /^(\w+): (.+)$/.exec(label) ?? [];
  if (who === 'execution')
    return [note('machine', what.replace(/^deadline of (.+)$/, 'the deadline of $1 passes'))];
  if (who === 'table') return [note('table', what, true)];
  if (who === 'operator') return [note('machine', `an operator ${what}`)];
  throw new Error(`There are no words for "${label}".`);
}

function begins(message: string): string {
  const [kind, subject = ''] = message.split(' ');
  switch (kind) {
    case 'event':
      return `event ${subject} comes`;
    case 'again':
      return `event ${subject} comes again`;
    case 'look':
      return `a look at ${subject} comes`;
    case 'wait':
      return `the stream tells of ${message.slice(5)}`;
    default:
      return 'the execution has ended';
  }
}

const CALLS: Readonly<Record<string, { readonly to: Lane; readonly text: string }>> = {
  query: { to: 'table', text: 'reads the instance' },
  openInstance: { to: 'table', text: 'INSTANCE: open' },
  closeInstance: { to: 'table', text: 'INSTANCE: closed' },
  reopenInstance: { to: 'table', text: 'INSTANCE: open again' },
  getInstance: { to: 'table', text: 'reads INSTANCE' },
  dropWait: { to: 'table', text: 'deletes that wait' },
  startExecution: { to: 'machine', text: 'StartExecution' },
  describeExecution: { to: 'machine', text: 'DescribeExecution' },
  readHistory: { to: 'machine', text: 'GetExecutionHistory' },
  sendSuccess: { to: 'machine', text: 'SendTaskSuccess' },
  sendFailure: { to: 'machine', text: 'SendTaskFailure' },
};

const ANSWERS: Readonly<Record<string, string>> = {
  refused: 'refused: not so any more',
  unknown: 'TaskTimedOut',
  exists: 'ExecutionAlreadyExists',
  throttled: 'throttled',
  'applied, but answered unknown': 'done, but the reply is lost: “TaskTimedOut”',
  'applied, but answered refused': 'done, but the reply is lost: “refused”',
};

function calling(call: string, reply: string, from: Lane): Beat {
  if (call === 'sendMessage') return note(from, 'leaves a look in the queue');
  const [, identity = '', status = '', condition = ''] = /^putEvent (\S+) (\S+) if (\S+)$/.exec(call) ?? [];
  const again = status === 'held' && condition === 'sent' ? ' again' : '';
  const known =
    identity === '' ? CALLS[call] : ({ to: 'table', text: `${identity}: ${status}${again}` } as const);
  if (known === undefined) throw new Error(`There are no words for the call "${call}".`);
  const answer = ANSWERS[reply];
  return { kind: 'call', from, ...known, ...(answer !== undefined && { answer }) };
}

function note(lane: Lane, text: string, wrong = false): Beat {
  return { kind: 'note', lane, text, wrong };
}
