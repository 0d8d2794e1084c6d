/** RedriveAllowPolicy: which queues may give up their messages to this one. */
import { listOf, objectOf, parseJson, textsOf, type JsonObject } from '../json.ts';
import type { AwsError } from '../service.ts';
import { invalid } from './errors.ts';

/** Of queues that may give up to one. */
const MOST_SOURCES = 10;

/** @throws AwsError */
export function checkRedriveAllow(text: string): void {
  if (text === '') return;
  const refused = (why: string): AwsError =>
    invalid(text, 'RedriveAllowPolicy', `Amazon SQS can't create the redrive allow policy${why}`);
  const { redrivePermission: permission, sourceQueueArns: arns } = read(text);
  switch (permission) {
    case 'allowAll':
    case 'denyAll':
      if (arns === undefined) return;
      throw refused('. You can specify source queue ARNs only when the permission type is byQueue.');
    case 'byQueue': {
      const { length } = listOf(arns);
      if (length >= 1 && length <= MOST_SOURCES) return;
      throw refused(
        '. When you specify the byQueue permission type, you must also specify between 1 and 10 source queue ARNs.',
      );
    }
    default:
      throw refused(", as it's in an unsupported format.");
  }
}

/** Asked when a queue names the one with these attributes; what names it already is left alone. */
export function allowsSource(attributes: ReadonlyMap<string, string>, sourceArn: string): boolean {
  const { redrivePermission: permission, sourceQueueArns: arns } = read(
    attributes.get('RedriveAllowPolicy') ?? '',
  );
  if (permission === 'denyAll') return false;
  return permission !== 'byQueue' || textsOf(arns).includes(sourceArn);
}

function read(text: string): JsonObject {
  const parsed = parseJson(text);
  return parsed.kind === 'json' ? objectOf(parsed.value) : {};
}
