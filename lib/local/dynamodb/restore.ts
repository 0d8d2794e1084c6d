import { objectOf, textOf } from '../json.ts';
import { isSwitched } from './table-streams.ts';
import type { Around, Perform, TableDefinition } from './tables.ts';

/** By the requests that made them: `perform` is the whole service, which remembers what it does. */
export function restoreTables(around: Around, perform: Perform): Promise<void> {
  return around.definitions.restore(async (name, definition) => {
    if (definition !== undefined) await restoreTable(around, perform, name, definition);
    else if (around.tables.has(name)) await perform('DeleteTable', { TableName: name });
  });
}

async function restoreTable(
  { tables }: Around,
  perform: Perform,
  name: string,
  { create, updates, timeToLive, tags }: TableDefinition,
): Promise<void> {
  if (!tables.has(name)) await perform('CreateTable', create);
  for (const update of updates) {
    const { StreamSpecification: specification, ...others } = update;
    const extras = tables.get(name);
    // The template may have come to say the same.
    const said = specification !== undefined && extras !== undefined && isSwitched(extras, specification);
    const asked = said ? others : update;
    if (Object.keys(asked).length === 1) continue;
    await perform('UpdateTable', asked);
    await untilActive(perform, name);
  }
  if (Object.keys(timeToLive).length > 0)
    await perform('UpdateTimeToLive', { TableName: name, TimeToLiveSpecification: timeToLive });
  if (tags.length > 0) await perform('TagResource', { ResourceArn: await arnOf(perform, name), Tags: tags });
}

/** Before that, another update is refused. */
async function untilActive(perform: Perform, name: string): Promise<void> {
  for (;;) {
    const { Table: table } = objectOf(await perform('DescribeTable', { TableName: name }));
    if (objectOf(table)['TableStatus'] === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function arnOf(perform: Perform, name: string): Promise<string> {
  const { Table: table } = objectOf(await perform('DescribeTable', { TableName: name }));
  return textOf(objectOf(table)['TableArn']) ?? '';
}
