import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { clocks } from './language/clocks.ts';
import { doing } from './language/doing.ts';
import { order } from './language/order.ts';
import { openStage, type Play, type Stage } from './language/stage.ts';
import { crowds, structure } from './language/structure.ts';

const plays = [...clocks, ...order, ...structure, ...doing, ...crowds];

let stage: Stage;
const played = new Map<string, Promise<void>>();
beforeAll(async () => {
  stage = await openStage();
  const timed = begin(clocks);
  const others = begin([...order, ...structure, ...doing]);
  // What keeps everything busy must not take the time of those that go by the clock.
  const last = begin(crowds, Promise.allSettled(timed));
  for (const playing of [...timed, ...others, ...last]) {
    // What goes wrong is told by its own test.
    playing.catch(() => undefined);
  }
});
afterAll(() => stage.stop());

function begin(all: readonly Play[], after: Promise<unknown> = Promise.resolve()): readonly Promise<void>[] {
  return all.map(([title, play]) => {
    const playing = after.then(() => play(stage));
    played.set(title, playing);
    return playing;
  });
}

describe('the language, on the local cloud', () => {
  test.each(plays)('%s', async (title) => {
    await played.get(title);
  });
});
