/** Brings a test's events onto the bus. */
import type { Choreography, EventDeclaration } from '../../definition/model.ts';
import { recognise } from '../../projection/event.ts';
import type { Envelope, TestEvent } from '../events/event.ts';
import { filled } from '../events/fill.ts';
import type { World } from '../world/world.ts';
import { checkName } from './names.ts';

export class Telling {
  /** Whom the last event concerned: `<choreography>#<correlation id>`. */
  last: string | undefined;
  readonly #choreographies: readonly Choreography[];
  readonly #world: World;
  readonly #ids: readonly string[];
  readonly #envelopes = new Map<TestEvent, Envelope>();

  constructor(choreographies: readonly Choreography[], world: World, ids: readonly string[]) {
    this.#choreographies = choreographies;
    this.#world = world;
    this.#ids = ids;
  }

  get defaultId(): string {
    return this.#ids.join('|');
  }

  /** Publishes it; in words what it was. */
  async tell(told: TestEvent): Promise<string> {
    const before = this.#envelopes.get(told);
    const envelope = before ?? this.#envelopeOf(told);
    this.#envelopes.set(told, envelope);
    const name = told.name ?? String(envelope['detail-type']);
    const { whose, lost } = await this.#concerned(envelope);
    this.last = whose[0] ?? this.last;
    const taken = this.#world.publish(envelope);
    const ids = whose.map((instance) => instance.slice(instance.indexOf('#') + 1)).join(', ');
    const why = taken ? lost.map((reason) => `, lost: ${reason}`).join('') : ', which no rule takes';
    return `${name}${ids === '' ? '' : ` (${ids})`}${before === undefined ? '' : ', again'}${why}`;
  }

  #envelopeOf({ name, detail, envelope, ids }: TestEvent): Envelope {
    const otherwise = this.#otherwise();
    const declaration = name === undefined ? undefined : declarationOf(name, this.#choreographies);
    if (declaration === undefined) return { ...otherwise, ...envelope };
    const given = { ...envelope, detail };
    return filled(declaration, { given, otherwise, ids: ids ?? this.#ids, forced: ids !== undefined });
  }

  /** Whole seconds, as EventBridge keeps them. */
  #otherwise(): Envelope {
    const time = new Date(this.#world.agenda.now()).toISOString();
    return {
      version: '0',
      id: `event-${this.#envelopes.size + 1}`,
      account: '000000000000',
      time: `${time.slice(0, 19)}Z`,
      region: 'eu-central-1',
      resources: [],
    };
  }

  async #concerned(envelope: Envelope) {
    const whose: string[] = [];
    const lost: string[] = [];
    for (const { compiled } of this.#world.deployed.values()) {
      const recognised = await recognise(envelope, compiled.subscription, this.#world.agenda.now());
      if (recognised.kind === 'events') whose.push(...recognised.events.map(({ instance }) => instance));
      if (recognised.kind === 'deviation' && 'reason' in recognised.row) lost.push(recognised.row.reason);
    }
    return { whose, lost };
  }
}

/** @throws where no choreography knows an event of that name */
export function checkEvent({ name }: TestEvent, choreographies: readonly Choreography[]): void {
  if (name === undefined || declarationOf(name, choreographies) !== undefined) return;
  checkName(
    'event',
    name,
    choreographies.flatMap(({ events }) => events.map((event) => event.name)),
  );
}

function declarationOf(name: string, choreographies: readonly Choreography[]): EventDeclaration | undefined {
  return choreographies.flatMap(({ events }) => events).find((event) => event.name === name);
}
