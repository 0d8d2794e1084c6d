import type { JsonObject } from '../../json.ts';
import type { Place } from '../../service.ts';

/** One thing a call has to be allowed: an action on a resource. */
export type Check = {
  readonly action: string;
  /** An ARN, or `*`. */
  readonly resource: string;
  /** Condition keys that tell of this request, asked for only where a policy has conditions on such. */
  readonly context?: (known: Known) => Promise<ContextEntries>;
};

export type ContextEntries = readonly (readonly [key: string, values: readonly string[]])[];

/** What the input of a call does not tell. */
export type Known = {
  /** The name of the partition key of a table or, if given, its index. */
  partitionKeyOf(table: string, index: string | undefined): Promise<string | undefined>;
};

/** What an operation of a service has to be allowed. */
export type Checks = (operation: string, input: JsonObject, place: Place) => readonly Check[];
