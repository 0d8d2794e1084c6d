import type { Choreography } from '../../definition/model.ts';
import type { OverviewAnswer } from '../api.ts';
import type { Place } from './arns.ts';

/** The two commands that make something to look at. */
export function lessonsFor(choreographies: readonly Choreography[], place: Place): OverviewAnswer['lessons'] {
  const event = sampleEvent(choreographies[0]);
  const sample = JSON.stringify({ events: event === undefined ? [] : [event] });
  const endpoint = place.kind === 'local' ? `AWS_ENDPOINT_URL=${place.url} ` : '';
  return [
    {
      text: 'Write an event into a file',
      command: `echo '${sample.replaceAll("'", `'\\''`)}' > events.json`,
    },
    { text: 'Publish it', command: `${endpoint}npm run choreo -- publish events.json` },
  ];
}

/** Opens an instance where the correlation is a plain path, which it mostly is. */
function sampleEvent(choreography: Choreography | undefined) {
  const name = choreography?.start[0]?.event;
  const declaration = choreography?.events.find((event) => event.name === name);
  if (declaration === undefined) return undefined;
  const detail: { [name: string]: unknown } = {};
  for (const path of declaration.correlation) {
    const keys = /^detail\.([\w.]+)$/u.exec(path)?.[1]?.split('.') ?? [];
    keys.reduceRight<unknown>((value, key, index) => {
      if (index === 0) detail[key] = value;
      return { [key]: value };
    }, 'first-1');
  }
  return {
    source: literal(declaration.pattern['source']) ?? 'shop',
    detailType: literal(declaration.pattern['detail-type']) ?? declaration.name,
    detail,
  };
}

function literal(matcher: unknown): string | undefined {
  const first: unknown = Array.isArray(matcher) ? matcher[0] : matcher;
  return typeof first === 'string' ? first : undefined;
}
