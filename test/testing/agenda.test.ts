import { describe, expect, test } from '@jest/globals';
import { dice } from '../e2e/chaos/dice.ts';
import { Agenda } from '../../lib/testing/agenda.ts';

describe('the agenda', () => {
  test('does everything at its instant, and of one instant in the order in which it was entered', () => {
    const agenda = new Agenda(1000);
    const random = dice(3);
    const entered = Array.from({ length: 500 }, (_, number) => ({ number, at: 1000 + random.below(50) }));
    const done: { number: number; at: number }[] = [];
    for (const { number, at } of entered) agenda.at(at, () => done.push({ number, at: agenda.now() }));
    while (agenda.next() !== undefined) agenda.turn();
    expect(done).toEqual(entered.toSorted((a, b) => a.at - b.at || a.number - b.number));
  });

  test('does nothing that was cancelled, and is busy with work, not with timers', () => {
    const agenda = new Agenda(0);
    const done: string[] = [];
    const cancel = agenda.at(5, () => done.push('cancelled'));
    agenda.at(9, () => done.push('timer'));
    agenda.in(7, () => done.push('work'));
    cancel();
    expect([agenda.next(), agenda.busy]).toEqual([7, true]);
    agenda.turn();
    expect([done, agenda.now(), agenda.next(), agenda.busy]).toEqual([['work'], 7, 9, false]);
    agenda.turn();
    expect([done, agenda.now(), agenda.next()]).toEqual([['work', 'timer'], 9, undefined]);
  });
});
