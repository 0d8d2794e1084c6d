/** What came of one instance's traffic, by our functions and by the naive ones: plain data. */
import { judge, judgeBy } from './judge/judge.ts';
import type { Finding, Judgement } from './judge/judge.ts';
import { naiveFateOf } from './judge/fate.ts';
import type { Counts } from './faults.ts';
import { live } from './lane.ts';
import type { Lane, Stage } from './lane.ts';
import { storyOf } from './story.ts';
import { theirs } from './theirs.ts';

export type Figures = {
  /** Of which a run was opened. */
  readonly instances: number;
  readonly events: number;
  readonly deliveries: number;
  readonly faults: Counts;
  readonly findings: readonly Finding[];
};

export type Outcome = {
  readonly number: number;
  readonly title: string;
  readonly ours: Figures;
  readonly naive: Figures | undefined;
  /** Where something went wrong with ours. */
  readonly story: string | undefined;
};

export type Played = Stage & { readonly beside: boolean };

export async function outcomeOf(number: number, stage: Played): Promise<Outcome> {
  const lane = await live(number, stage);
  const judgement = await judge(lane.world);
  const { scenario } = lane.traffic;
  const ours = figuresOf(lane, judgement);
  return {
    number,
    title: `${scenario.choreography}: ${scenario.title}`,
    ours,
    naive: stage.beside ? await naiveOutcomeOf(number, stage) : undefined,
    story: ours.findings.length === 0 ? undefined : storyOf(lane, judgement),
  };
}

async function naiveOutcomeOf(number: number, stage: Stage): Promise<Figures> {
  const { functions, words } = theirs();
  const lane = await live(number, { ...stage, functions });
  const fate = (...[event, lived]: Parameters<Parameters<typeof judgeBy>[1]['fate']>) =>
    naiveFateOf(event, lived, words);
  return figuresOf(lane, await judgeBy(lane.world, { fate, accounts: false }));
}

function figuresOf({ world }: Lane, { instances, events, findings }: Judgement): Figures {
  const { deliveries, faults } = world;
  return { instances, events, deliveries, faults: faults.counts, findings };
}
