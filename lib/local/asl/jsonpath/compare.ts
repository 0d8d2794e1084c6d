/** The operators between two values in a filter, as Jayway has them. */
import type { Json } from '../../service.ts';
import { equal, isList } from '../json.ts';

export function compare(operator: string, one: Json | undefined, other: Json | undefined): boolean {
  switch (operator) {
    case '==':
      return alike(one, other);
    case '!=':
      return !alike(one, other);
    case '===':
      return same(one, other);
    case '!==':
      return !same(one, other);
    case 'subsetof':
      return isList(one) && isList(other) && one.every((item) => includes(other, item));
    case 'anyof':
      return isList(one) && isList(other) && one.some((item) => includes(other, item));
    case 'noneof':
      return isList(one) && isList(other) && !one.some((item) => includes(other, item));
    case 'in':
      return one !== undefined && isList(other) && includes(other, one);
    case 'nin':
      return one === undefined || !isList(other) || !includes(other, one);
    case 'contains':
      if (typeof one === 'string') return typeof other === 'string' && one.includes(other);
      return other !== undefined && isList(one) && includes(one, other);
    case 'size':
      return (isList(one) || typeof one === 'string') && one.length === other;
    case 'empty':
      return (isList(one) || typeof one === 'string') && (one.length === 0) === other;
    default:
      return ordered(operator, one, other);
  }
}

function includes(list: readonly Json[], value: Json): boolean {
  return list.some((item) => equal(item, value));
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  return one === undefined || other === undefined ? one === other : equal(one, other);
}

/** A number is like its text: the left side says as what the right side is read. */
function alike(one: Json | undefined, other: Json | undefined): boolean {
  if (typeof one === 'number' && typeof other === 'string')
    return other.trim() !== '' && one === Number(other);
  if (typeof one === 'string' && typeof other === 'number') return one === String(other);
  return same(one, other);
}

function ordered(operator: string, one: Json | undefined, other: Json | undefined): boolean {
  const comparable =
    (typeof one === 'number' && typeof other === 'number') ||
    (typeof one === 'string' && typeof other === 'string');
  if (!comparable) return false;
  if (operator === '<') return one < other;
  if (operator === '<=') return one <= other;
  return operator === '>' ? one > other : one >= other;
}
