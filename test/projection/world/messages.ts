/**
 * The world's queue: how many there are of each message. A message is its kind and its subject: `event a1`,
 * `look a1 0 settle`, `wait T1.0`, `close 1.0`; the subject of the second instance's ends with `@2`.
 */
export type Queue = ReadonlyMap<string, number>;

export type Message = {
  readonly kind: string;
  /** An event's identity, a token or a generation, with its instance. */
  readonly subject: string;
  /** The subject without the instance. */
  readonly name: string;
  /** 0 for the first. */
  readonly instance: number;
  /** Of a look: the put-back count it was sent for. */
  readonly life: number;
  /** A look for the moment when its event is old enough: time goes on with it. */
  readonly settles: boolean;
};

const parsed = new Map<string, Message>();

export function parse(message: string): Message {
  const known = parsed.get(message);
  if (known !== undefined) return known;
  const [kind = '', subject = '', life = '0', settles] = message.split(' ');
  const [name = '', instance = '1'] = subject.split('@');
  const made = {
    ...{ kind, subject, name, instance: Number(instance) - 1 },
    ...{ life: Number(life) || 0, settles: settles === 'settle' },
  };
  parsed.set(message, made);
  return made;
}

/** What concerns an instance: the first one is not said. */
export function subjectOf(name: string, instance: number): string {
  return instance === 0 ? name : `${name}@${instance + 1}`;
}

/** Given back: a status event can be lost no more, and a look comes again at once. */
export function again(message: string): string {
  const marked = message.startsWith('close ') || message.startsWith('look ');
  return marked && !message.endsWith(' again') ? `${message} again` : message;
}

export function more(queue: Queue, message: string): Queue {
  const limit = message.startsWith('event ') ? Infinity : 2;
  return new Map(queue).set(message, Math.min(limit, (queue.get(message) ?? 0) + 1));
}

export function less(queue: Queue, message: string): Queue {
  const left = (queue.get(message) ?? 0) - 1;
  const next = new Map(queue);
  if (left > 0) next.set(message, left);
  else next.delete(message);
  return next;
}

/** Nothing waits to be worked on, but looks for their time. */
export function isRestful(queue: Queue): boolean {
  return [...queue.keys()].every(
    (message) => message.startsWith('look ') && !message.endsWith(' again') && !parse(message).settles,
  );
}
