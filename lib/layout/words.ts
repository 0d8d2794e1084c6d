/** Expressions, clocks and actions as a person would say them. What cannot be said better is shown as it is written. */
import type { Action, Moment, Text } from '../definition/model.ts';
import { inWords } from './durations.ts';

/** An expression without what only the machine needs: `$toMillis($context.dueDate)` is `dueDate`. */
export function readable(expression: string): string {
  let text = expression.replaceAll(/\s+/gu, ' ').trim();
  text = text.replaceAll(/(?<![\w.$])(?:detail|\$context|\$item|\$result)\.(?=[\p{L}_`])/gu, '');
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replaceAll(/\$(?:toMillis|fromMillis)\(([^()]*)\)/gu, '$1');
    text = text.replaceAll(/\$lookup\(([^(),]*), ([^(),]*)\)/gu, '$1[$2]');
  }
  return text;
}

export function deadlineText(moment: Moment): string {
  switch (moment.kind) {
    case 'delay':
      return `after ${inWords(moment.delay)}`;
    case 'computed delay':
      return `after ${amount(moment.expression)}`;
    case 'at':
      return instant(moment.expression);
    case 'silence':
      return `after ${inWords(moment.delay)} of silence`;
  }
}

export function dueText(moment: Moment): string {
  return moment.kind === 'delay' ? `due in ${inWords(moment.delay)}` : `due ${deadlineText(moment)}`;
}

/** `at dueDate`; `2 d before dueDate`. */
function instant(expression: string): string {
  const text = readable(expression);
  const [, literal] = /^["'](\d{4}-[^"']+)["']$/u.exec(text) ?? [];
  if (literal !== undefined) return `at ${literal.replace('T', ' ').replace(/(?::00)?(?:\.0+)?Z$/u, ' UTC')}`;
  const [, base, sign, distance] = /^(.*\S) ?([+-]) ?(\d+(?: ?\* ?\d+)*)$/u.exec(text) ?? [];
  if (base === undefined || distance === undefined) return `at ${text}`;
  return `${inWords(product(distance))} ${sign === '-' ? 'before' : 'after'} ${unwrapped(base)}`;
}

/** `15 min`, where an expression is only arithmetic over milliseconds or a duration in quotes. */
function amount(expression: string): string {
  const text = readable(expression);
  if (/^\d+(?: ?\* ?\d+)*$/u.test(text)) return inWords(product(text));
  const [, per, unit] = /^(.*\S) ?\* ?((?:\d+ ?\* ?)*\d+)$/u.exec(text) ?? [];
  const name = unit === undefined ? undefined : UNIT_NAMES.get(product(unit));
  return per === undefined || name === undefined ? text : `${unwrapped(per)} ${name}`;
}

const UNIT_NAMES: ReadonlyMap<number, string> = new Map([
  [1_000, 's'],
  [60_000, 'min'],
  [3_600_000, 'h'],
  [86_400_000, 'd'],
]);

function product(text: string): number {
  return text.split('*').reduce((total, factor) => total * Number(factor), 1);
}

function unwrapped(text: string): string {
  return /^\([^()]*\)$/u.test(text) ? text.slice(1, -1) : text;
}

export function actionText(action: Action): string {
  switch (action.kind) {
    case 'publish':
      return `▸ publishes ${action.detailType}`;
    case 'notify':
      return `▸ notifies${about(action.subject ?? action.message)}`;
    case 'task':
      return `▸ runs ${serviceOf(action.resource)}`;
  }
}

function about(text: Text): string {
  return 'literal' in text ? `: ${text.literal.replaceAll(/\s+/gu, ' ')}` : '';
}

/** `lambda invoke`, `dynamodb putItem`; of another resource its last part. */
export function serviceOf(resource: string): string {
  const [, integration] = resource.split(':::');
  if (integration === undefined) return resource.split(/[:/]/u).at(-1) ?? resource;
  const parts = integration.replace(/\.(?:sync(?::2)?|waitForTaskToken)$/u, '').split(':');
  return (parts[0] === 'aws-sdk' ? parts.slice(1) : parts).join(' ');
}
