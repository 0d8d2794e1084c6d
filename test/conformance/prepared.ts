/** What recordings leave out of a definition, put back: ARNs that were made for the recording, or masked in it. */
import { isList, isObject } from '../../lib/local/asl/json.ts';
import type { Json } from '../../lib/local/service.ts';
import type { RecordedTask, TaskCase } from './case.ts';

const REGION = 'us-east-1';
/** As masked in the recordings. */
export const ACCOUNT = '111111111111';

export function definitionOf({ definition, task_mocks: tasks }: TaskCase): {
  readonly [field: string]: Json;
} {
  const prepared = prepare(definition, undefined, tasks);
  return isObject(prepared) ? prepared : {};
}

/** `state`: the name under which `value` stands among states. */
function prepare(value: Json, state: string | undefined, tasks: readonly RecordedTask[]): Json {
  if (isList(value)) return value.map((item) => prepare(item, state, tasks));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]): [string, Json] => {
      if (name === 'Resource' && value['Type'] === 'Task' && typeof inner === 'string')
        return [name, resourceOf(inner, state, tasks)];
      if (name === 'States' && isObject(inner)) return [name, preparedStates(inner, tasks)];
      return [name, prepare(inner, state, tasks)];
    }),
  );
}

function preparedStates(states: { readonly [name: string]: Json }, tasks: readonly RecordedTask[]): Json {
  return Object.fromEntries(
    Object.entries(states).map(([name, state]) => [name, prepare(state, name, tasks)]),
  );
}

function resourceOf(written: string, state: string | undefined, tasks: readonly RecordedTask[]): string {
  const recorded = tasks.find((task) => task.state === state);
  if (/activity/i.test(written) || recorded?.result?.event.startsWith('Activity') === true)
    return `arn:aws:states:${REGION}:${ACCOUNT}:activity:recorded`;
  if (/^arn:aws:(states:::|lambda:[a-z0-9-]+:\d{12}:function:[\w-]+$)/.test(written)) return written;
  const [service] = /:states:::\S+$/.exec(written) ?? [];
  if (service !== undefined) return `arn:aws${service}`;
  if (typeof recorded?.resourceType === 'string' && !recorded.resource.startsWith('arn:'))
    return `arn:aws:states:::${recorded.resourceType}:${recorded.resource}`;
  const from = written.startsWith('arn:') ? written : (recorded?.resource ?? written);
  const name = from.slice(from.lastIndexOf(':function:') + ':function:'.length);
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name.replaceAll(/[^\w-]/g, '_').slice(0, 60)}`;
}
