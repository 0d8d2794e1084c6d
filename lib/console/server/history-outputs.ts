/** What waits are answered with, as it stands in an execution's history. */
import { z } from 'zod';

const remembered = z.object({
  items: z.record(z.string(), z.object({ state: z.string() })).nullish(),
  pending: z.array(z.string()).nullish(),
});
const event = z.object({
  name: z.string(),
  identity: z.string(),
  time: z.string().optional(),
  envelope: z.unknown(),
});
const answer = z.object({
  to: z.string(),
  event: event.optional(),
  memory: remembered.optional().catch(undefined),
});

/** By an event; without one by a decision of the choreography's own. */
export type Answered = z.infer<typeof answer>;

export function answerIn(text: string | undefined): Answered | undefined {
  return answer.safeParse(parsed(text)).data;
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
