import * as z from 'zod';

/** A Task state of a compiled machine: what it calls, and with what. */
export type TaskCall = {
  readonly state: string;
  /** As the definition has it: `arn:${Partition}:states:::sqs:sendMessage.waitForTaskToken`. */
  readonly resource: string;
  readonly arguments: Readonly<Record<string, unknown>>;
};

const Arguments = z.record(z.string(), z.unknown());
const Task = z.object({ Type: z.literal('Task'), Resource: z.string(), Arguments: z.unknown() });
const Region = z.object({ States: z.record(z.string(), z.unknown()) });
const Container = z.object({
  Branches: z.array(z.unknown()).optional(),
  ItemProcessor: z.unknown().optional(),
});

/** Every Task of the machine, wherever it is nested, in the definition's order. */
export function tasksOf(definition: string): readonly TaskCall[] {
  return inRegion(JSON.parse(definition));
}

function inRegion(region: unknown): readonly TaskCall[] {
  const { data } = Region.safeParse(region);
  return Object.entries(data?.States ?? {}).flatMap(([name, state]) => inState(name, state));
}

function inState(name: string, state: unknown): readonly TaskCall[] {
  const { data: task } = Task.safeParse(state);
  if (task !== undefined) {
    // Where the whole of the arguments is an expression, nothing is known of them.
    const given = Arguments.safeParse(task.Arguments).data ?? {};
    return [{ state: name, resource: task.Resource, arguments: given }];
  }
  const { Branches = [], ItemProcessor } = Container.safeParse(state).data ?? {};
  return [...Branches, ItemProcessor].flatMap(inRegion);
}
