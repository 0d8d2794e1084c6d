/** The scenarios of an example on its compiled machine; what comes early is tried again after every event. */
import { detailAt } from '../../lib/cli/dated.ts';
import type { TaskAnswers } from '../../lib/cli/event-file.ts';
import type { Scenario } from '../../lib/cli/scenarios.ts';
import { compile } from '../../lib/compiler/compile.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import type { SubscribedEvent } from '../../lib/definition/wire.ts';
import type { IntegrationOutcome } from '../../lib/local/service.ts';
import { recognise } from '../../lib/projection/event.ts';
import { partitionOf } from '../../lib/projection/situation.ts';
import { planOf } from '../../lib/semantics/plan-of.ts';
import type { Incoming } from '../../lib/semantics/respond.ts';
import { CompiledRun, type Perform } from './compiled-run.ts';

const T0 = Date.parse('2026-11-21T10:00:00.000Z');

type Arriving = Incoming & { readonly at: number; readonly declared: SubscribedEvent };

export type PlayedScenario = {
  /** Of all its runs, starts and ends included. */
  readonly transitions: number;
  readonly events: number;
  /** Events that the choreography drops: recorded, and nothing moves. */
  readonly dropped: number;
  readonly stands: { readonly status: string; readonly state: string | undefined };
};

export async function playScenario(choreography: Choreography, scenario: Scenario): Promise<PlayedScenario> {
  const player = new ScenarioPlayer(choreography, scenario.tasks);
  const { arriving, until } = await arrivals(choreography, scenario);
  for (const event of arriving) await player.receive(event);
  await player.waitUntil(until);
  return { events: arriving.length, ...(await player.finish()) };
}

class ScenarioPlayer {
  readonly #choreography: Choreography;
  readonly #perform: Perform;
  readonly #runs: CompiledRun[] = [];
  #held: Arriving[] = [];
  #newest = -Infinity;
  #dropped = 0;
  /** Where the last run was last seen to wait. */
  #stood: string | undefined;

  constructor(choreography: Choreography, answers: TaskAnswers) {
    this.#choreography = choreography;
    this.#perform = performing(choreography, answers);
  }

  async receive(event: Arriving): Promise<void> {
    await this.waitUntil(event.at);
    this.#held.push(event);
    await this.#drain(event.at);
  }

  async waitUntil(at: number): Promise<void> {
    await this.#run?.waitUntil(at);
    this.#look();
  }

  async finish(): Promise<Omit<PlayedScenario, 'events'>> {
    const transitions = this.#runs.reduce((sum, run) => sum + run.transitions(), 0);
    const stands = this.#stands();
    for (const run of this.#runs) await run.stop();
    return { transitions, stands, dropped: this.#dropped };
  }

  get #run(): CompiledRun | undefined {
    return this.#runs.at(-1);
  }

  /** Oldest first, until nothing moves. */
  async #drain(at: number): Promise<void> {
    for (let moved = true; moved;) {
      moved = false;
      for (const event of [...this.#held].sort((a, b) => a.time - b.time)) {
        if ((await this.#tell(event, at)) === 'early') continue;
        this.#held = this.#held.filter((other) => other !== event);
        moved = true;
        break;
      }
    }
  }

  async #tell(event: Arriving, at: number): Promise<string> {
    const run = this.#run;
    if (run === undefined || (run.execution.status !== 'RUNNING' && this.#choreography.rerun))
      return this.#open(event, at);
    if (event.declared.stale === 'ignore' && event.time < this.#newest) return 'stale';
    const did = await run.tell(event, at);
    if (did === 'dropped') this.#dropped += 1;
    if (did === 'taken') this.#newest = Math.max(this.#newest, event.time);
    const { unexpected } = event.declared;
    if (did === 'unexpected' && unexpected === 'fail') await run.refuse('UnexpectedEvent');
    if (did === 'unexpected' && unexpected === 'halt') await run.refuse('UnexpectedEventHalted');
    this.#look();
    return did;
  }

  async #open(event: Arriving, at: number): Promise<string> {
    const run = await CompiledRun.open(this.#choreography, event, { at, perform: this.#perform });
    if (run === undefined) return 'early';
    this.#runs.push(run);
    this.#newest = event.time;
    this.#look();
    return 'opened';
  }

  #look(): void {
    this.#stood = this.#run?.waits()[0]?.state ?? this.#stood;
  }

  #stands(): PlayedScenario['stands'] {
    const execution = this.#run?.execution;
    if (execution === undefined) return { status: 'not started', state: undefined };
    const { status, output, error = '' } = execution;
    if (status === 'RUNNING') return { status: 'running', state: this.#stood };
    if (status === 'SUCCEEDED') {
      const { state } = JSON.parse(output ?? '{}') as { state?: string };
      return { status: 'succeeded', state };
    }
    return {
      status: 'failed',
      state: compile(this.#choreography).subscription.failures[error] ?? this.#stood,
    };
  }
}

/** The scenario's own events, each once, as the functions would see them. */
async function arrivals(
  choreography: Choreography,
  { events, correlationId }: Scenario,
): Promise<{ arriving: Arriving[]; until: number }> {
  const { subscription } = compile(choreography);
  const arriving = new Map<string, Arriving>();
  let at = T0;
  for (const [index, event] of events.entries()) {
    const envelope = {
      id: `event-${index + 1}`,
      source: event.source,
      'detail-type': event.detailType,
      time: event.time ?? new Date(at).toISOString(),
      detail: detailAt(event, at),
    };
    const recognised = await recognise(envelope, subscription, at);
    for (const { instance, event: occurrence } of recognised.kind === 'events' ? recognised.events : []) {
      const { name, identity, time, payload } = occurrence;
      const declared = subscription.events.find((candidate) => candidate.name === name);
      if (declared === undefined || partitionOf(instance).correlationId !== correlationId) continue;
      if (arriving.has(identity)) continue;
      arriving.set(identity, { name, time: Date.parse(time), payload: JSON.parse(payload), at, declared });
    }
    at += event.wait * 1000;
  }
  return { arriving: [...arriving.values()], until: at };
}

/** A task comes to what the scenario says of its visit; actions always work. */
function performing(choreography: Choreography, answers: TaskAnswers): Perform {
  const visits = new Map<string, number>();
  const places = planOf(choreography).places;
  return (_call, { history }): IntegrationOutcome => {
    const state = nameIn(history.findLast(({ type }) => type === 'TaskStateEntered'));
    if (places.get(state)?.kind !== 'task') return { kind: 'succeeded', output: {} };
    const visit = visits.get(state) ?? 0;
    visits.set(state, visit + 1);
    const { result, error, cause = '' } = answers[state]?.[visit] ?? {};
    return error === undefined
      ? { kind: 'succeeded', output: result ?? null }
      : { kind: 'failed', error, cause };
  };
}

function nameIn(event: object | undefined): string {
  const { stateEnteredEventDetails: details } = (event ?? {}) as {
    stateEnteredEventDetails?: { name?: string };
  };
  return details?.name ?? '';
}
