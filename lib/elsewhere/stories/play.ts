import { messageOf } from '../../local/json.ts';
import type { Trace } from '../trace/trace.ts';
import type { Stage, Story } from './story.ts';

/** So many at once: most of a story's time is waiting. */
const AT_ONCE = 25;

/** All stories, several at once; `told` hears of each that is over. One that breaks off says why where its trace would be. */
export async function playAll(
  stories: readonly Story[],
  stage: Stage,
  told: (story: Story) => void = () => undefined,
): Promise<readonly Trace[]> {
  const traces = new Map<string, Trace>();
  const waiting = [...stories];
  const lane = async (): Promise<void> => {
    for (let story = waiting.shift(); story !== undefined; story = waiting.shift()) {
      stage.signal.throwIfAborted();
      traces.set(story.title, await play(story, stage));
      told(story);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, stories.length) }, lane));
  return stories.flatMap(({ title }) => traces.get(title) ?? []);
}

async function play(story: Story, stage: Stage): Promise<Trace> {
  try {
    return await story.play(stage);
  } catch (error) {
    if (stage.signal.aborted) throw error;
    const name = Error.isError(error) ? error.name : 'Error';
    const lines = [`${name}: ${messageOf(error)}`];
    return { story: story.title, parts: [{ about: 'why it broke off', lines }] };
  }
}
