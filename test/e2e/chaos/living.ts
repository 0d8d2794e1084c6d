/** Brings the events of one instance, in its manner: in bursts, again and again, early, late. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventRow } from '../../../lib/projection/rows.ts';
import type { Dice } from './dice.ts';
import type { Letter } from './letters.ts';
import type { Post } from './post.ts';
import type { Story } from './stories.ts';

export type Around = {
  readonly post: Post;
  readonly dice: Dice;
  rowsOf(story: Story): Promise<readonly EventRow[]>;
  /** Whether it has ended, and nobody was told: what comes then is held until somebody looks. */
  isForgotten(story: Story): boolean;
  /** For all whose manner is `at once`. */
  readonly together: Promise<void>;
};

/** Milliseconds after which the next event comes, whatever became of the one before. */
const PATIENCE = 60_000;

export async function live(story: Story, around: Around): Promise<void> {
  const { letters, manner, strangers } = story;
  const { dice } = around;
  switch (manner) {
    case 'at once':
      await around.together;
      await Promise.all(
        withRepeats([...letters, ...strangers], dice).map((letter) => around.post.send(story, letter, dice)),
      );
      break;
    case 'shuffled':
      await inBursts(story, dice.shuffled(withRepeats([...letters, ...strangers], dice)), around);
      break;
    case 'opening last': {
      const openings = letters.filter(({ starts }) => starts);
      const others = [
        ...letters.filter(({ starts }) => !starts),
        ...strangers.filter(({ starts }) => !starts),
      ];
      await inBursts(story, dice.shuffled(withRepeats(others, dice)), around);
      const early = new Set(others.flatMap(({ identity }) => identity ?? []));
      await waitFor(async () => (await around.rowsOf(story)).length >= early.size);
      await inBursts(story, withRepeats(openings.slice(0, 1), dice), around);
      break;
    }
    case 'in order':
      await inOrder(story, around);
  }
  if (story.nobodys !== undefined) await around.post.send(story, story.nobodys, dice);
}

async function inOrder(story: Story, around: Around): Promise<void> {
  const { letters, patient, strangers } = story;
  const { dice } = around;
  const strange = [...strangers];
  let isLost = false;
  for (const [index, letter] of letters.entries()) {
    const again = letters.slice(0, index + 1).filter(() => dice.chance(0.15));
    await inBursts(story, [...again, ...strange.splice(0, dice.below(2)), letter], around);
    const { identity: wanted } = letter;
    // What has gone wrong once is not waited for again.
    if (wanted === undefined || isLost) continue;
    // Early ones are held: where that is how it goes, or until the opening has come.
    const isEarly =
      patient || strangers.length > 0 || !letters.slice(0, index + 1).some(({ starts }) => starts);
    isLost = !(await waitFor(async () => {
      const row = (await around.rowsOf(story)).find(({ identity }) => identity === wanted);
      if (row === undefined || row.status === 'sent') return false;
      return row.status !== 'held' || isEarly || around.isForgotten(story);
    }));
  }
  await inBursts(story, strange, around);
}

/** Each once, and some up to three times. */
function withRepeats(letters: readonly Letter[], dice: Dice): readonly Letter[] {
  return letters.flatMap((letter) =>
    Array.from({ length: dice.chance(0.4) ? 2 + dice.below(2) : 1 }, () => letter),
  );
}

export async function inBursts(
  story: Story,
  letters: readonly Letter[],
  { dice, post }: Pick<Around, 'dice' | 'post'>,
): Promise<void> {
  const rest = [...letters];
  while (rest.length > 0) {
    await Promise.all(rest.splice(0, 1 + dice.below(8)).map((letter) => post.send(story, letter, dice)));
    if (dice.chance(0.5)) await sleep(dice.below(120));
  }
}

/** Whether it came to be so. */
async function waitFor(isSo: () => Promise<boolean>): Promise<boolean> {
  for (const until = Date.now() + PATIENCE; Date.now() < until;) {
    if (await isSo()) return true;
    await sleep(200);
  }
  return false;
}
