/** Rows as the indexes show them. They may carry fewer attributes than the rows themselves; one that cannot be read is left out. */
import { z } from 'zod';
import type { Item } from '../../projection/parse-row.ts';
import { DEVIATIONS } from '../../projection/rows.ts';

/** What was read, the newest first, and whether there is more: then, since when all was read. */
export type Read<T> = { readonly rows: readonly T[]; readonly more: boolean; readonly since?: string };

const key = { instance: z.string(), key: z.string() };
const generation = { run: z.number(), redrive: z.number() };

const listedInstance = z.object({
  ...key,
  ...generation,
  status: z.enum(['open', 'closed']),
  openedAt: z.string(),
  closedAt: z.string().exactOptional(),
  outcome: z.enum(['succeeded', 'failed']).exactOptional(),
  lastState: z.string().exactOptional(),
  error: z.string().exactOptional(),
  warned: z.set(z.string()).exactOptional(),
});
export type ListedInstance = z.infer<typeof listedInstance>;

const listedWait = z.object({
  ...key,
  ...generation,
  state: z.string(),
  enteredAt: z.string(),
  member: z.string().exactOptional(),
  due: z.string().exactOptional(),
  deadline: z.string().exactOptional(),
});
export type ListedWait = z.infer<typeof listedWait>;

const listedDeviation = z.object({
  ...key,
  status: z.enum(DEVIATIONS),
  name: z.string(),
  receivedAt: z.string(),
  settledAt: z.string().default(''),
  reason: z.string().default(''),
});
export type ListedDeviation = z.infer<typeof listedDeviation>;

const listedHeld = z.object({
  ...key,
  name: z.string(),
  receivedAt: z.string(),
  /** Milliseconds. */
  hold: z.number().default(0),
});
export type ListedHeld = z.infer<typeof listedHeld>;

/** Of an entry, only which status it has and since when. */
const listedStatus = z.object({ status: z.enum([...DEVIATIONS, 'held']), listedAt: z.string() });
export type ListedStatus = z.infer<typeof listedStatus>;

export const heldIn = (read: Read<Item>) => parsed(listedHeld, read);
export const statusesIn = (read: Read<Item>) => parsed(listedStatus, read);
export const instancesIn = (read: Read<Item>) => parsed(listedInstance, read);
export const waitsIn = (read: Read<Item>) => parsed(listedWait, read);
export const deviationsIn = (read: Read<Item>) => parsed(listedDeviation, read);

function parsed<T>(schema: z.ZodType<T>, { rows, ...read }: Read<Item>): Read<T> {
  const good = rows.flatMap((row) => {
    const result = schema.safeParse(row);
    return result.success ? [result.data] : [];
  });
  return { rows: good, ...read };
}

export function parseInstance(item: Item | undefined): ListedInstance | undefined {
  return item === undefined ? undefined : listedInstance.safeParse(item).data;
}
