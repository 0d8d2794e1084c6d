/** Rows as a machine's tasks put them: DynamoDB's JSON. */
import { isObject } from '../../local/asl/json.ts';
import type { Json } from '../../local/service.ts';
import type { Item } from '../../projection/parse-row.ts';

/** As the document client would read it again. @throws where it is none of ours: all attributes are S or N. */
export function itemIn(put: Json): Item {
  const item = isObject(put) ? put['Item'] : undefined;
  if (!isObject(item)) throw new Error(`This puts no item: ${JSON.stringify(put)}`);
  return Object.fromEntries(
    Object.entries(item).map(([name, attribute]): [string, string | number] => {
      const { S: text, N: number } = isObject(attribute) ? attribute : {};
      if (typeof text === 'string') return [name, text];
      if (typeof number === 'string') return [name, Number(number)];
      throw new Error(`${name} is neither S nor N: ${JSON.stringify(attribute)}`);
    }),
  );
}
