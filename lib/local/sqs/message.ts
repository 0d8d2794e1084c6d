import { createHash } from 'node:crypto';
import { isObject, objectOf, textOf, type JsonObject } from '../json.ts';
import { invalid, invalidValue, missing } from './errors.ts';
import { AwsError } from '../service.ts';

/** What a sender gives. */
export type Content = {
  readonly body: string;
  /** By name, as the API has them: `{ DataType, StringValue | BinaryValue }`. */
  readonly attributes: JsonObject;
  /** `AWSTraceHeader` is the only one. */
  readonly systemAttributes: JsonObject;
  /** Whose share of the queue it belongs to; kept and given back, it has no effect here. */
  readonly group?: string;
};

/** Everything but what SQS's documentation allows: XML's characters. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;
/** No dot at either end, and no two together. */
const ATTRIBUTE_NAME = /^(?=.{1,256}$)[\w-]+(?:\.[\w-]+)*$/;
const RESERVED_NAME = /^(?:aws|amazon)\./i;
const GROUP = /^[\w!"#$%&'()*+,\-./:;<=>?@[\\\]^`{|}~]{1,128}$/;
export const GROUP_RULE =
  'MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.';
const ONLY_FIFO = 'The request include parameter that is not valid for this queue type.';
const TYPES = { String: 1, Number: 1, Binary: 2 } as const;

/** @throws AwsError for what SQS does not take. */
export function contentOf(input: JsonObject): Content {
  const { MessageDeduplicationId: deduplication } = input;
  const content = rawContentOf(input);
  const { body, attributes, systemAttributes, group } = content;
  if (body === '') throw missing('MessageBody');
  if (FORBIDDEN.test(body))
    throw new AwsError(
      'InvalidMessageContents',
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.',
    );
  checkAttributes(attributes);
  checkAttributes(systemAttributes);
  for (const name of Object.keys(systemAttributes))
    if (name !== 'AWSTraceHeader') throw invalidValue(`Message system attribute name '${name}' is invalid.`);
  if (group !== undefined && !isGroup(group)) throw invalid(group, 'MessageGroupId', GROUP_RULE);
  if (deduplication !== undefined)
    throw invalid(textOf(deduplication) ?? '', 'MessageDeduplicationId', ONLY_FIFO);
  return content;
}

/** Whether it can be a MessageGroupId. */
export function isGroup(text: string): boolean {
  return GROUP.test(text);
}

/** Whatever it is. */
export function rawContentOf(input: JsonObject): Content {
  const group = textOf(input['MessageGroupId']);
  return {
    body: textOf(input['MessageBody']) ?? '',
    attributes: objectOf(input['MessageAttributes']),
    systemAttributes: objectOf(input['MessageSystemAttributes']),
    ...(group === undefined ? {} : { group }),
  };
}

function checkAttributes(attributes: JsonObject): void {
  const entries = Object.entries(attributes);
  if (entries.length > 10)
    throw invalidValue(`Number of message attributes [${entries.length}] exceeds the allowed maximum [10].`);
  for (const [name, attribute] of entries) checkAttribute(name, objectOf(attribute));
}

function checkAttribute(name: string, attribute: JsonObject): void {
  if (!ATTRIBUTE_NAME.test(name) || RESERVED_NAME.test(name))
    throw invalidValue(
      `The message attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters.`,
    );
  const type = baseType(attribute);
  if (type === undefined)
    throw invalidValue(
      `The type of message (user) attribute '${name}' is invalid. You must use only the following supported type prefixes: Binary, Number, String.`,
    );
  const given = textOf(attribute[valueKey(type)]) ?? '';
  if (given === '')
    throw invalidValue(
      `Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`,
    );
  if (type === 'Number' && !Number.isFinite(Number(given)))
    throw invalidValue(`Can't cast the value of message (user) attribute '${name}' to a number.`);
}

function baseType(attribute: JsonObject): keyof typeof TYPES | undefined {
  const base = (textOf(attribute['DataType']) ?? '').split('.')[0];
  return base === 'String' || base === 'Number' || base === 'Binary' ? base : undefined;
}

function valueKey(type: keyof typeof TYPES): 'StringValue' | 'BinaryValue' {
  return TYPES[type] === 2 ? 'BinaryValue' : 'StringValue';
}

/** Bytes that count towards the limit: the body, and the names, types and values of the attributes. */
export function sizeOf({ body, attributes }: Content): number {
  const extra = parts(attributes).reduce(
    (sum, { name, type, value }) => sum + Buffer.byteLength(name) + Buffer.byteLength(type) + value.length,
    0,
  );
  return Buffer.byteLength(body) + extra;
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** SQS's digest of the attributes: by name, each part with its length before it. Undefined without attributes. */
export function md5OfAttributes(attributes: JsonObject): string | undefined {
  const sorted = parts(attributes).sort((a, b) => (a.name < b.name ? -1 : 1));
  if (sorted.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const { name, type, kind, value } of sorted) {
    add(Buffer.from(name));
    add(Buffer.from(type));
    hash.update(Buffer.from([kind]));
    add(value);
  }
  return hash.digest('hex');
}

function parts(attributes: JsonObject): { name: string; type: string; kind: 1 | 2; value: Buffer }[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    const base = isObject(attribute) ? baseType(attribute) : undefined;
    if (!isObject(attribute) || base === undefined) return [];
    const kind = TYPES[base];
    const text = textOf(attribute[valueKey(base)]) ?? '';
    const value = Buffer.from(text, kind === 2 ? 'base64' : 'utf8');
    return [{ name, type: textOf(attribute['DataType']) ?? '', kind, value }];
  });
}
