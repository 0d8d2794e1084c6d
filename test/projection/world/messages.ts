/** The world's queue: how many there are of each message. */

/** Given back: a status event can be lost no more, and a look comes again at once. */
export function again(message: string): string {
  const marked = message.startsWith('close ') || message.startsWith('look ');
  return marked && !message.endsWith(' again') ? `${message} again` : message;
}

export function more(
  queue: ReadonlyMap<string, number>,
  message: string,
  times = 1,
): ReadonlyMap<string, number> {
  const limit = message.startsWith('event ') ? Infinity : 2;
  return new Map(queue).set(message, Math.min(limit, (queue.get(message) ?? 0) + times));
}

export function less(queue: ReadonlyMap<string, number>, message: string): ReadonlyMap<string, number> {
  const left = (queue.get(message) ?? 0) - 1;
  const next = new Map(queue);
  if (left > 0) next.set(message, left);
  else next.delete(message);
  return next;
}

/** A look for the moment when its event is old enough: time goes on with it. */
export function isSettleLook(message: string): boolean {
  return message.split(' ')[3] === 'settle';
}
