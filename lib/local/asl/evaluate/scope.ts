import type { Json } from '../../service.ts';
import type { JsonObject } from '../json.ts';
import type { Random } from './functions.ts';

/** All that an expression can see. */
export type Scope = {
  /** What `$` stands for in JSONPath. */
  readonly input: Json;
  /** `$states` of JSONata, without `context`. */
  readonly states: JsonObject;
  /** `$$`, and `$states.context`. */
  readonly context: Json;
  readonly variables: JsonObject;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly random: Random;
  readonly newId: () => string;
};
