/** `given(choreography).when(event, after('2d')).then(state)` */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Choreography } from '../../definition/model.ts';
import { parseDefinition } from '../../definition/parse.ts';
import { Story } from './story.ts';

/** A file's path or address, the text of one, or a choreography as `defineChoreography` and `parseDefinition` give it. */
export type Source = string | URL | Choreography;

export type StoryOptions = {
  /** When the story begins, ISO 8601. @default '2026-01-01T00:00:00Z' */
  readonly now?: string;
  /** The correlation id where no event says another one; of a composite id each part. @default '1' */
  readonly id?: string | readonly string[];
};

/**
 * Begins a story of one choreography, or of several that hear of each other.
 * @throws where one cannot be read, with all its problems
 */
export function given(source: Source | readonly Source[], options: StoryOptions = {}): Story {
  const { now = '2026-01-01T00:00:00Z', id = '1' } = options;
  const begin = Date.parse(now);
  if (Number.isNaN(begin))
    throw new TypeError(`"${now}" is no instant. Write ISO 8601: 2026-01-01T00:00:00Z.`);
  const sources = isOne(source) ? [source] : source;
  return new Story(sources.map(choreographyIn), begin, typeof id === 'string' ? [id] : id);
}

function isOne(source: Source | readonly Source[]): source is Source {
  return !Array.isArray(source);
}

function choreographyIn(source: Source): Choreography {
  if (source instanceof URL) return choreographyIn(fileURLToPath(source));
  if (typeof source !== 'string') return source;
  const isText = source.includes('\n');
  if (!isText && !existsSync(source)) throw new Error(`There is no file ${source}.`);
  const { choreography, problems } = parseDefinition(isText ? source : readFileSync(source, 'utf8'));
  if (choreography !== undefined) return choreography;
  const file = isText ? '' : `${source}:`;
  const lines = problems.map(
    ({ line, column, severity, code, message }) => `${file}${line}:${column} ${severity} ${code} ${message}`,
  );
  throw new Error(`The choreography cannot be used:\n${lines.join('\n')}`);
}
