import { numberOf, objectOf, parseJson, textOf, type JsonObject } from '../json.ts';
import { AwsError } from '../service.ts';

const TYPES = /^(?:String|Number|Binary)(?:\..+)?$/;

/** As SNS checks what a publisher says beside the message. @throws AwsError */
export function checkMessageAttributes(attributes: JsonObject): void {
  for (const [name, given] of Object.entries(attributes)) checkOne(name, objectOf(given));
}

/** Bytes, as they count for the size of a message. */
export function sizeOfAttributes(attributes: JsonObject): number {
  return Object.entries(attributes).reduce((sum, [name, given]) => {
    const { DataType: type, StringValue: text, BinaryValue: binary } = objectOf(given);
    const value = textOf(text) ?? textOf(binary) ?? '';
    return sum + Buffer.byteLength(name + (textOf(type) ?? '') + value);
  }, 0);
}

function checkOne(name: string, { DataType, StringValue, BinaryValue }: JsonObject): void {
  const attribute = `The message attribute '${name}'`;
  const type = textOf(DataType) ?? '';
  if (type === '') throw invalidValue(`${attribute} must contain non-empty message attribute type.`);
  if (!TYPES.test(type))
    throw invalidValue(
      `${attribute} has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  const value = textOf(type.startsWith('Binary') ? BinaryValue : StringValue) ?? '';
  if (value === '')
    throw invalidValue(
      `${attribute} must contain non-empty message attribute value for message attribute type '${type}'.`,
    );
  if (type.startsWith('Number') && numberOf(value) === undefined)
    throw invalidValue(`Could not cast message attribute '${name}' value to number.`);
  if (type === 'String.Array' && !isList(value))
    throw invalidValue(`${attribute} with type 'String.Array' must be a JSON array.`);
}

function isList(text: string): boolean {
  const parsed = parseJson(text);
  return parsed.kind === 'json' && Array.isArray(parsed.value);
}

/** SDKs call it InvalidParameterValueException. */
function invalidValue(message: string): AwsError {
  return new AwsError('ParameterValueInvalid', message);
}
