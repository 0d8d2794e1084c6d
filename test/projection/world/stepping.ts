/** The steps of the real code: what a message sets going, and what follows from a reply. */
import { answersTo } from '../../../lib/projection/answers.ts';
import type { Reply } from '../../../lib/projection/calls.ts';
import type { Beginning, End, Step } from '../../../lib/projection/phases.ts';
import { begin } from '../../../lib/projection/shell.ts';
import { conclude } from '../../../lib/semantics/deciding.ts';
import { beginningOf } from './beginnings.ts';
import { answerOf } from './expressions.ts';
import { nextWithout } from './left-out.ts';
import { parse } from './messages.ts';
import type { Message } from './messages.ts';
import { Known } from './parts.ts';
import type { Part } from './parts.ts';
import type { Worker, World } from './state.ts';
import type { Explored } from './world.ts';

/** Where a worker stands after a reply. `going`: the ghost of it that knows that it is about to write what is not so. */
export type Stepped =
  | { readonly kind: 'end'; readonly end: End }
  | { readonly kind: 'on'; readonly idle: Part<Worker>; readonly going: Part<Worker> };

type Taker = Pick<Worker, 'message' | 'now' | 'held'>;

export class Stepping {
  private readonly explored: Explored;
  private readonly begun = new Known<string, Stepped>();

  constructor(of: Explored) {
    this.explored = of;
  }

  begin(world: World, parsed: Message, message: string, now: number): Stepped {
    const executions = world.executions[parsed.instance];
    const part = parsed.kind === 'close' && executions !== undefined ? executions : world.faults;
    const key = parsed.kind === 'close' ? `${message} ${now}` : `${message} ${now} any`;
    const make = (): Stepped => {
      const beginning = beginningOf(this.explored, executions?.is, parsed);
      return this.beginning(beginning, { message, now, held: [] });
    };
    return this.begun.get(parsed.kind === 'close' ? part : ANY, key, make);
  }

  private beginning(beginning: Beginning, taker: Taker): Stepped {
    const { subscription } = this.explored;
    return this.after(taker, begin(beginning, { subscription, now: taker.now }));
  }

  resumed(worker: Worker, reply: Reply): Stepped {
    const { message, now, phase, call } = worker;
    const read = reply.reply === 'rows' && call.call === 'query';
    const held = read
      ? reply.rows.flatMap((row) => (row.kind === 'event' && row.status === 'held' ? [row.identity] : []))
      : worker.held;
    const { subscription, rules } = this.explored;
    const decides = read || reply.reply === 'execution';
    const stepped = this.after(
      { message, now, held },
      nextWithout(rules, phase, reply, { subscription, now }),
    );
    // What was known when it was decided goes on being what was known.
    if (stepped.kind === 'end' || decides) return stepped;
    const kept = worker.running ? stepped.going : stepped.idle;
    return { kind: 'on', idle: kept, going: kept };
  }

  private after(taker: Taker, step: Step): Stepped {
    const { subscription, stock, rules } = this.explored;
    if (step.kind === 'end') return this.end(taker, step.end);
    const { call, phase } = step;
    if (call.call === 'evaluate') {
      const answers = conclude(answersTo(call.situation), answerOf);
      const around = { subscription, now: taker.now };
      return this.after(taker, nextWithout(rules, phase, { reply: 'answers', answers }, around));
    }
    const { message, now } = taker;
    const row = call.call === 'putEvent' ? call.row : phase.at === 'makeSure' ? phase.then.row : undefined;
    const delivers = row?.status === 'sent' && row.mark.kind === 'deliver';
    const worker = { message, now, call, phase, held: delivers ? taker.held : [], running: false };
    const idle = stock.workers.of(worker);
    const judges = row?.status === 'late' || row?.status === 'ignored';
    const going = judges ? stock.workers.of({ ...worker, running: true }) : idle;
    return { kind: 'on', idle, going };
  }

  /** Where the sweep cannot tell what an execution does, its start may have been left unfinished. */
  private end({ message, now }: Taker, end: End): Stepped {
    const { kind, instance, name: opener } = parse(message);
    if (kind !== 'check' || end.end !== 'returned') return { kind: 'end', end };
    const look = `check-start ${message.slice('check '.length)}`;
    const beginning: Beginning = {
      kind: 'look',
      instance: this.explored.partition(instance),
      identity: opener,
      putBack: 0,
    };
    return this.beginning(beginning, { message: look, now, held: [] });
  }
}

const ANY: Part<unknown> = { number: 0, is: undefined };
