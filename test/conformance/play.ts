/** Plays a recorded case with the test kit, and says what differs. */
import { fail, never, type Answer } from '../../lib/testing/answers.ts';
import { DefinitionRefused, machine } from '../../lib/testing/machine/machine.ts';
import type { MachineRun } from '../../lib/testing/machine/run.ts';
import { Unanswered, type TaskCall } from '../../lib/testing/mocks.ts';
import type { Json } from '../../lib/local/service.ts';
import type { RecordedTask, TaskCase } from './case.ts';
import { Masks } from './masks.ts';
import { ACCOUNT, definitionOf } from './prepared.ts';

export type Verdict =
  | { readonly kind: 'agrees'; readonly notes: readonly string[] }
  | { readonly kind: 'differs'; readonly differences: readonly string[] }
  /** The engine says itself that it does not play this. */
  | { readonly kind: 'refused'; readonly why: string };

const NOT_HERE = / The local cloud does not support this\.$/;

export async function playCase(recorded: TaskCase): Promise<Verdict> {
  try {
    const definition = definitionOf(recorded);
    const masks = new Masks(recorded.placeholders);
    const tasks = new RecordedTasks(recorded.task_mocks, masks);
    let played = machine(definition);
    for (const state of played.tasks) played = played.mock(state, (call) => tasks.answer(call));
    const run = await played.run(recorded.input === undefined ? {} : recorded.input, { account: ACCOUNT });
    const data = [...inputsOf(recorded, run, masks), ...tasks.differences];
    const course = [...endOf(recorded, run, masks), ...statesOf(recorded, run), ...tasks.left()];
    // Not exact: it has masks that nobody marked, so what differs within the data may be one.
    const differences = recorded.exact ? [...course, ...data] : course;
    if (differences.length > 0) return { kind: 'differs', differences };
    return { kind: 'agrees', notes: recorded.exact ? [] : data };
  } catch (error) {
    if (error instanceof DefinitionRefused && error.problems.every(({ message }) => NOT_HERE.test(message)))
      return {
        kind: 'refused',
        why: error.problems.map(({ message }) => message.replace(NOT_HERE, '')).join(' '),
      };
    return { kind: 'differs', differences: [error instanceof Error ? error.message : String(error)] };
  }
}

/** The recorded calls, each once: the first that has the call's arguments, otherwise the first of its state. */
class RecordedTasks {
  readonly #masks: Masks;
  readonly #tasks: readonly RecordedTask[];
  readonly #played = new Set<RecordedTask>();
  readonly differences: string[] = [];

  constructor(tasks: readonly RecordedTask[], masks: Masks) {
    this.#masks = masks;
    this.#tasks = tasks.toSorted((a, b) => a.scheduledEventId - b.scheduledEventId);
  }

  answer({ state, arguments: given, number }: TaskCall): Answer {
    const left = this.#tasks.filter((task) => task.state === state && !this.#played.has(task));
    const task = left.find(({ parameters }) => this.#masks.fits(parameters, given)) ?? left[0];
    if (task === undefined) throw new Unanswered(`AWS made no call ${number} of the task "${state}".`);
    this.#played.add(task);
    if (!this.#masks.fits(task.parameters, given))
      this.differences.push(different(`arguments of "${state}"`, task.parameters, given));
    return answerOf(task);
  }

  left(): readonly string[] {
    const missing = this.#tasks.filter((task) => !this.#played.has(task));
    return missing.map(({ state }) => `A call of the task "${state}" was not made.`);
  }
}

/** Without a result it was ended from outside. */
function answerOf({ result }: RecordedTask): Answer {
  if (result === undefined || result === null || result.event.endsWith('TimedOut')) return never;
  if (result.event.endsWith('Succeeded')) return result.output ?? null;
  return fail(result.error ?? '', result.cause ?? '');
}

function endOf({ expect }: TaskCase, run: MachineRun, masks: Masks): readonly string[] {
  const { status, output, error, cause } = run;
  const actual: { readonly [name: string]: Json | undefined } = { status, output, error, cause };
  return Object.entries(expect).flatMap(([name, expected]) =>
    masks.fits(expected, actual[name]) ? [] : [different(name, expected, actual[name])],
  );
}

/** Branches side by side are recorded in the order in which they happened to be served. */
function statesOf({ trace }: TaskCase, run: MachineRun): readonly string[] {
  if (trace.length === 0) return [];
  const recorded = trace.flatMap(({ ev, state = '' }) => (ev === 'entered' ? [state] : [])).sort();
  const passed = [...run.states].sort();
  return recorded.join('\n') === passed.join('\n') ? [] : [different('states', recorded, passed)];
}

function inputsOf({ trace }: TaskCase, run: MachineRun, masks: Masks): readonly string[] {
  const inputs = run.trace.map(({ state, input }) => ({ state, input }));
  return trace.flatMap(({ ev, state, input }) => {
    if (ev !== 'entered') return [];
    const own = inputs.filter((each) => each.state === state);
    const same = own.find((each) => masks.fits(input, each.input));
    if (same === undefined) return [different(`input of "${state ?? ''}"`, input, own[0]?.input)];
    inputs.splice(inputs.indexOf(same), 1);
    return [];
  });
}

function different(what: string, expected: Json | undefined, actual: Json | undefined): string {
  return `${what}: AWS ${shortly(expected)}, here ${shortly(actual)}`;
}

function shortly(value: Json | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
