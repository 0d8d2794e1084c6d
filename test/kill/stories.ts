/** Instances of the examples that are lived through while the monitor is killed, and what became of their events. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { atRest, type Stage } from '../e2e/chaos/at-rest.ts';
import { closeForgotten } from '../e2e/chaos/aftermath.ts';
import { diceFor } from '../e2e/chaos/dice.ts';
import { createLedger } from '../e2e/chaos/ledger.ts';
import { live } from '../e2e/chaos/living.ts';
import { rowsOf } from '../e2e/chaos/observed.ts';
import { createPost, type Post } from '../e2e/chaos/post.ts';
import { tellStories, type Story } from '../e2e/chaos/stories.ts';
import type { RunningMonitor } from '../e2e/running-monitor.ts';
import type { Counts } from './executions.ts';
import { insist } from './insist.ts';

/** Told at a time. */
const VOLUME = 52;

export class Stories {
  readonly #monitor: RunningMonitor;
  readonly #seed: number;
  readonly #queues: SQSClient;
  readonly #post: Post;
  readonly #lived: Story[] = [];
  readonly wrong: string[] = [];

  constructor(monitor: Omit<RunningMonitor, 'stop'>, seed: number) {
    this.#monitor = { ...monitor, stop: () => Promise.resolve() };
    this.#seed = seed;
    this.#queues = new SQSClient(monitor.settings);
    const post = createPost(this.#monitor, this.#queues);
    this.#post = { ...post, send: (story, letter, dice) => insist(() => post.send(story, letter, dice)) };
  }

  get counts(): Post['counts'] {
    return this.#post.counts;
  }

  get lived(): number {
    return this.#lived.length;
  }

  /** So many side by side, one after the other, until it is over; then what has been begun is lived to its end. */
  async live(lanes: number, load: { readonly isOver: boolean }): Promise<void> {
    const waiting = [...(await tellStories(VOLUME * 20, this.#seed))];
    const lane = async (): Promise<void> => {
      while (!load.isOver) {
        const story = waiting.shift();
        if (story === undefined) return;
        this.#lived.push(story);
        await live(story, {
          post: this.#post,
          dice: diceFor(this.#seed, `living ${story.number}`),
          together: Promise.resolve(),
          isForgotten: () => false,
          rowsOf: async (of) => (await insist(() => rowsOf(this.#monitor, of))).events,
        });
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  }

  /** When all is at rest, by the semantics; nothing is killed any more. */
  async judge(): Promise<Counts> {
    const counts = { lost: 0, doubled: 0, stuck: 0 };
    const stage: Stage = {
      ...{ monitor: this.#monitor, post: this.#post, queues: this.#queues, seed: this.#seed },
      ledger: createLedger(),
    };
    await closeForgotten(this.#lived, stage);
    const one = async (story: Story): Promise<void> => {
      const { verdict } = await atRest(story, stage, ({ unclosed }) => unclosed.length === 0);
      const named = `${story.choreography.id} ${story.correlationId}`;
      for (const { kind, what } of verdict.wrongs) {
        counts[kind === 'lost' || kind === 'doubled' ? kind : 'stuck'] += 1;
        this.wrong.push(`${kind.toUpperCase()}: ${named}: ${what}`);
      }
      counts.stuck += verdict.unclosed.length;
      for (const { execution } of verdict.unclosed)
        this.wrong.push(`STUCK: ${named}: ${execution} has ended, and the table has it open`);
    };
    await Promise.all(this.#lived.map(one));
    return counts;
  }

  close(): void {
    this.#post.close();
    this.#queues.destroy();
  }
}
