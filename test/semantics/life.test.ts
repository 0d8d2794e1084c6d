import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parseDefinition } from '../../lib/definition/parse.ts';
import type { Evaluated } from '../../lib/expressions/evaluate.ts';
import { conclude, type Question } from '../../lib/semantics/deciding.ts';
import { planOf } from '../../lib/semantics/plan-of.ts';
import { pass, receive } from '../../lib/semantics/life.ts';
import { UNBORN, type Arrival, type Entry, type Life } from '../../lib/semantics/lived.ts';

const MINUTE = 60_000;
const text = (more: string) => `
id: parcel
correlation: detail.id
events: { Sent: { source: s }, Scanned: { source: s }, Arrived: { source: s }, Signed: { source: s } }
start: { on: { Sent: Sending } }
states:
  Sending: { on: { Scanned: On its way }, after: { 1h: Lost } }
  On its way: { on: { Arrived: Signing, Scanned: {} } }
  Signing: { on: { Signed: Done } }
  Done: { final: succeeded }
  Lost: { final: failed }
${more}`;

const parcel = (more = '') => {
  const { choreography, problems } = parseDefinition(text(more));
  if (choreography === undefined) throw new Error(JSON.stringify(problems));
  return choreography;
};

/** `name@minutes` or `name@minutes/happened`; every event is one of its own, unless `=identity` follows. */
function arrival(told: string): Arrival {
  const [, name = '', at = '0', happened = at, identity = told] =
    /^([^@]+)@([\d.]+)(?:\/([\d.]+))?(?:=(.+))?$/.exec(told) ?? [];
  return {
    name,
    identity,
    time: Number(happened) * MINUTE,
    receivedAt: Number(at) * MINUTE,
    hold: 5 * MINUTE,
    settle: 0,
    stale: 'accept',
    unexpected: 'fail',
    payload: {},
  };
}

function live(told: readonly string[], more = '', until?: number): { life: Life; said: string[] } {
  const plan = planOf(parcel(more));
  const yes = (): Evaluated => ({ kind: 'value', value: true });
  let life = UNBORN;
  const entries: Entry[] = [];
  for (const each of told) {
    const lived = conclude(receive(plan, life, arrival(each)), yes);
    life = lived.life;
    entries.push(...lived.entries);
  }
  if (until !== undefined) {
    const lived = conclude(pass(plan, life, until * MINUTE), yes);
    life = lived.life;
    entries.push(...lived.entries);
  }
  return { life, said: entries.map(({ event, what }) => `${event?.identity ?? 'time'}: ${what.kind}`) };
}

describe('a life', () => {
  test('in order', () => {
    const { life, said } = live(['Sent@0', 'Scanned@1', 'Arrived@2', 'Signed@3']);
    expect(said).toEqual(['Sent@0: opened', 'Scanned@1: taken', 'Arrived@2: taken', 'Signed@3: taken']);
    expect(life.configuration).toMatchObject({ kind: 'ended', state: 'Done', outcome: 'succeeded' });
  });

  test('before its start event: held, and taken oldest first by when they happened', () => {
    const { life, said } = live(['Arrived@0/3', 'Scanned@1/2', 'Scanned@1.5/1', 'Sent@2']);
    expect(said.slice(3)).toEqual([
      'Sent@2: opened',
      'Scanned@1.5/1: taken',
      'Scanned@1/2: dropped',
      'Arrived@0/3: taken',
    ]);
    expect(life.configuration).toMatchObject({ kind: 'open', flow: { place: 'Signing' } });
  });

  test('whose start event never comes: an orphan when its hold is over', () => {
    expect(live(['Scanned@0'], '', 6).said).toEqual(['Scanned@0: held', 'Scanned@0: orphan']);
  });

  test('with an event that is awaited only later: unexpected when its hold is over, which ends it', () => {
    const { life, said } = live(['Sent@0', 'Signed@1'], '', 7);
    expect(said).toEqual(['Sent@0: opened', 'Signed@1: held', 'Signed@1: unexpected']);
    expect(life.configuration).toMatchObject({ endedAt: 6 * MINUTE, error: 'UnexpectedEvent' });
  });

  test('with a deadline: it passes before an event that comes later', () => {
    const { said } = live(['Sent@0', 'Scanned@61']);
    expect(said).toEqual(['Sent@0: opened', 'time: deadline passed', 'Scanned@61: late']);
  });

  test('with the same event twice', () => {
    const { said } = live(['Sent@0', 'Scanned@1=x', 'Scanned@2=x']);
    expect(said).toEqual(['Sent@0: opened', 'x: taken', 'x: doubled']);
  });

  test('that ends with events held for it: they are late at once', () => {
    const { said } = live(['Sent@0', 'Signed@58', 'Sent@59']);
    expect(said).toEqual(['Sent@0: opened', 'Signed@58: held', 'Sent@59: unexpected', 'Signed@58: late']);
  });

  test('with rerun: the next start event opens another run', () => {
    const { life, said } = live(['Sent@0', 'Sent@61'], 'rerun: true');
    expect(said).toEqual(['Sent@0: opened', 'time: deadline passed', 'Sent@61: opened']);
    expect(life).toMatchObject({ run: 2, configuration: { kind: 'open', flow: { place: 'Sending' } } });
  });
});

describe('with policies of its own', () => {
  const plan = planOf(parcel());
  const yes = (): Evaluated => ({ kind: 'value', value: true });

  function lived(arrivals: readonly Arrival[], until: number): string[] {
    let life = UNBORN;
    const entries: Entry[] = [];
    for (const each of arrivals) {
      const next = conclude(receive(plan, life, each), yes);
      ({ life } = next);
      entries.push(...next.entries);
    }
    entries.push(...conclude(pass(plan, life, until * MINUTE), yes).entries);
    return entries.map(({ at, event, what }) => `${event?.name ?? 'time'}: ${what.kind} at ${at / MINUTE}`);
  }

  test('an event that settles lets an older one overtake it', () => {
    const settle = 2 * MINUTE;
    expect(
      lived(
        [arrival('Sent@0'), { ...arrival('Arrived@1/9'), settle }, { ...arrival('Scanned@2/8'), settle }],
        5,
      ),
    ).toEqual([
      'Sent: opened at 0',
      'Arrived: held at 1',
      'Scanned: held at 2',
      'Scanned: taken at 4',
      'Arrived: taken at 4',
    ]);
  });

  test('an older event goes before one that has settled, though it has not itself', () => {
    const settle = 2 * MINUTE;
    expect(
      lived(
        [
          arrival('Sent@0'),
          arrival('Scanned@0.5'),
          { ...arrival('Arrived@1/9'), settle },
          { ...arrival('Scanned@2/8'), settle },
        ],
        5,
      ).slice(-2),
    ).toEqual(['Scanned: dropped at 3', 'Arrived: taken at 3']);
  });

  test('a stale event is left out, also when it was held', () => {
    expect(
      lived(
        [
          arrival('Sent@0'),
          { ...arrival('Signed@1/1'), stale: 'ignore' },
          arrival('Scanned@2/2'),
          { ...arrival('Arrived@3/1.5'), stale: 'ignore' },
        ],
        3,
      ),
    ).toEqual([
      'Sent: opened at 0',
      'Signed: held at 1',
      'Scanned: taken at 2',
      'Signed: stale at 2',
      'Arrived: stale at 3',
    ]);
  });
});

test('the published car journey ends in Completed, however its events are shuffled after the announcement', () => {
  const { choreography } = parseDefinition(
    readFileSync(new URL('../../statemachines/car-journey.yaml', import.meta.url), 'utf8'),
  );
  if (choreography === undefined) throw new Error('The car journey is not valid');
  const plan = planOf(choreography);
  const names =
    'Car Announced,Inspection Completed,Car Cleaned,Car Repaired,Car Priced,Car Published,Car Reserved';
  const all = [...names.split(','), 'Car Sold', 'Car Delivered', 'Invoice Sent'];
  for (let turn = 1; turn < all.length; turn++) {
    const came = [...all.slice(turn), ...all.slice(0, turn)];
    let life = UNBORN;
    for (const name of came) {
      const event = arrival(`${name}@0/${all.indexOf(name)}`);
      const answer = ({ expression }: Question): Evaluated => ({
        kind: 'value',
        value: expression.includes('Success'),
      });
      life = conclude(receive(plan, life, event), answer).life;
    }
    expect(life.configuration).toMatchObject({ kind: 'ended', state: 'Completed' });
  }
});
