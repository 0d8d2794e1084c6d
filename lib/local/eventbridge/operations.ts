import type { JsonObject } from '../json.ts';
import type { Json } from '../service.ts';

export type Operations = { readonly [name: string]: (input: JsonObject) => Json };
