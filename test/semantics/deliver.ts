import { hashOf } from '../../lib/definition/hash.ts';
import type { Branch } from '../../lib/definition/model.ts';
import { select, type Selection } from '../../lib/semantics/select.ts';
import type { MachineOnEngine, Row } from './machine-on-engine.ts';

/**
 * Brings one event to a machine, going by what its rows say and by nothing else; the least that a deliverer has to
 * do where nothing is early, late or at the same time.
 */
export async function deliver(
  machine: MachineOnEngine,
  event: string,
  holds: (guard: string) => boolean,
): Promise<string> {
  const free = machine.free();
  const [any] = free;
  if (any === undefined) return 'late';
  for (const row of free) {
    const selection = answerOf(row, event, holds);
    if (selection.kind === 'drop') return 'dropped';
    if (selection.kind === 'to') {
      await machine.succeed(row, { to: selection.target, identity: hashOf(event), putBack: 0 });
      return 'delivered';
    }
  }
  const used = machine.used(any['state'] ?? '', any['enteredAt'] ?? '');
  if (used.some((row) => row['member'] === event)) return 'repeated';
  if (free.some((row) => namesIn(row['anticipates']).includes(event))) return 'early';
  const policy = policyIn(any, event);
  if (policy === 'fail') await machine.fail(any, 'UnexpectedEvent', 'It was not expected');
  if (policy === 'halt') await machine.fail(any, 'UnexpectedEventHalted', 'It was not expected');
  return 'unexpected';
}

function answerOf(row: Row, event: string, holds: (guard: string) => boolean): Selection {
  const handlers: { event: string; branches: Branch[] }[] = parsed(row['awaits'], []);
  const handler = handlers.find((candidate) => candidate.event === event);
  return select(handler?.branches ?? [], holds);
}

function namesIn(text: string | undefined): string[] {
  return parsed<string[]>(text, []);
}

function policyIn(row: Row, event: string): string {
  return parsed<Record<string, string>>(row['policies'], {})[event] ?? 'ignore';
}

function parsed<Value>(text: string | undefined, otherwise: Value): Value {
  return text === undefined ? otherwise : (JSON.parse(text) as Value);
}
