import { listOf, messageOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json } from '../service.ts';

export type Entry = { readonly id: string; readonly input: JsonObject };

const LARGEST_BATCH = 10;

/** Performs each entry of a batch; one that is refused leaves the others alone. */
export function inBatch(
  input: JsonObject,
  perform: (entry: JsonObject) => JsonObject,
  check: (entries: readonly Entry[]) => void = () => undefined,
): Json {
  const entries = entriesIn(input);
  check(entries);
  const successful: Json[] = [];
  const failed: Json[] = [];
  for (const { id, input: entry } of entries) {
    try {
      successful.push({ Id: id, ...perform(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      failed.push({ Id: id, Code: error.code, Message: messageOf(error), SenderFault: error.status < 500 });
    }
  }
  return { Successful: successful, ...(failed.length === 0 ? {} : { Failed: failed }) };
}

function entriesIn(input: JsonObject): readonly Entry[] {
  const entries = listOf(input['Entries']).map(objectOf);
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > LARGEST_BATCH)
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${LARGEST_BATCH}. You have sent ${entries.length}.`,
    );
  const ids = entries.map((entry) => textOf(entry['Id']) ?? '');
  for (const [index, id] of ids.entries()) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(id))
      throw new AwsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    if (ids.indexOf(id) !== index) throw new AwsError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
  }
  return entries.map((entry, index) => ({ id: ids[index] ?? '', input: entry }));
}
