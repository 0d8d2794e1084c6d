/** `ItemBatcher`: the children of a distributed Map get several items each. */
import { isObject } from '../json.ts';
import type { Batcher } from '../model.ts';
import { templateField } from './common.ts';
import { checkFieldsOf } from './fields.ts';
import { countIn } from './literals.ts';
import { has, inside, type Source } from './object.ts';

export function readBatcher(outer: Source, distributed: boolean): Batcher | undefined {
  if (!has(outer, 'ItemBatcher')) return undefined;
  const at = `${outer.at}/ItemBatcher`;
  if (!distributed)
    outer.problems.schema("Field 'ItemBatcher' is only supported where the Mode is DISTRIBUTED", at);
  const value = outer.object['ItemBatcher'];
  if (!isObject(value)) {
    outer.problems.schema('Expected value of type Object', at);
    return undefined;
  }
  const source = inside(outer, value, 'ItemBatcher');
  checkFieldsOf(source, 'ItemBatcher');
  return {
    maxItems: countIn(source, 'MaxItemsPerBatch'),
    maxBytes: countIn(source, 'MaxInputBytesPerBatch'),
    input: templateField(source, 'BatchInput'),
  };
}
