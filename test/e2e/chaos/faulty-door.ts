/**
 * Stands between the functions and the services. Passes calls on, but some get lost on the way there or back, are refused
 * as a busy service does, or come with an order to die; it also says what becomes of each batch that a function is given.
 */
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { diceFor } from './dice.ts';
import { DIE, type BatchFate } from './fates.ts';
import { batchFault, callFault, LOST_CLOSINGS, THROTTLING, type CallFault } from './faults.ts';
import { whoIn, type Ledger } from './ledger.ts';

export type FaultyDoor = {
  readonly url: string;
  /** Where the services are. Until then, and after `calm`, nothing goes wrong. */
  open(cloud: string): void;
  /** From here on all goes well: what is still under way is to end. */
  calm(): void;
  close(): Promise<void>;
};

type Call = {
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly path: string;
  readonly body: string;
};
type Answer = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
};

type Trouble = { readonly fault: CallFault; readonly late: number };

const SLOWEST = 400;
const LATEST = 1200;

export async function createFaultyDoor(seed: number, ledger: Ledger): Promise<FaultyDoor> {
  const agent = new Agent({ keepAlive: true });
  const faults = faultsBy(seed, ledger);
  let cloud = '';
  let quiet = true;

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await textOf(incoming);
    if (incoming.url === '/batch') {
      const fate = quiet ? {} : faults.ofBatch(batch.parse(JSON.parse(body)));
      outgoing.setHeader('content-type', 'application/json').end(JSON.stringify(fate));
      return;
    }
    const target = String(incoming.headers['x-amz-target']);
    const call = {
      target,
      headers: incoming.headers,
      path: incoming.url ?? '/',
      body: hastened(target, body),
    };
    const forward = (): Promise<Answer> => passOn(cloud, call, agent);
    await suffer(quiet ? undefined : faults.ofCall(call), call, forward, outgoing);
  };
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  server.keepAliveTimeout = 75_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    open(url) {
      cloud = url;
      quiet = false;
    },
    calm() {
      quiet = true;
    },
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const batch = z.object({
  function: z.string(),
  records: z.array(z.object({ id: z.string(), about: z.string() })),
});

/** Each fault hangs on whose call it is and how many of its kind came before: a run with the same seed is much the same. */
function faultsBy(seed: number, ledger: Ledger) {
  const seen = new Map<string, number>();
  const known = new Map<string, Trouble>();
  const nth = (name: string): number => {
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before;
  };
  return {
    ofCall({ target, headers, body }: Call): Trouble | undefined {
      const attempts = String(headers['amz-sdk-invocation-id']);
      const first = String(headers['amz-sdk-request'] ?? 'attempt=1').startsWith('attempt=1');
      if (!first) {
        const before = known.get(attempts);
        return before?.fault === 'no answer' || before?.fault === 'throttled' ? before : undefined;
      }
      ledger.calls.total += 1;
      const who = whoIn(body);
      const name = `${who} ${target}`;
      const dice = diceFor(seed, `${name} ${nth(name)}`);
      const fault = callFault(dice);
      if (fault === undefined) return undefined;
      const trouble = { fault, late: dice.below(SLOWEST) };
      known.set(attempts, trouble);
      ledger.count(fault, target.split('.')[0]?.replace(/_.*|^AWS|^Amazon/g, ''));
      ledger.note(who, `${fault}: ${target.split('.')[1] ?? target}`);
      return trouble;
    },
    ofBatch({ function: name, records }: z.infer<typeof batch>): BatchFate {
      const whose = records.map(({ about }) => whoIn(about));
      const own = `${name} ${whose.join(' ')}`;
      const dice = diceFor(seed, `${own} ${nth(own)}`);
      const fault = batchFault(dice);
      const lost = name.endsWith('-closer') ? lostOf(records) : [];
      if (fault !== undefined) {
        ledger.count(fault, name.replace(/.*-/, ''));
        for (const who of new Set(whose)) ledger.note(who, `${fault}: ${name}`);
      }
      return { lost, ...(fault !== undefined && { fault }), late: dice.below(LATEST) };
    },
  };

  /** By the execution's name: however often it is told, nobody hears of it. */
  function lostOf(records: z.infer<typeof batch>['records']): readonly string[] {
    return records.flatMap(({ id, about }) => {
      const { data } = ended.safeParse(jsonOf(about));
      if (data === undefined) return [];
      const { executionArn, redriveCount } = data.detail;
      if (!diceFor(seed, `${executionArn} ${redriveCount ?? 0}`).chance(LOST_CLOSINGS)) return [];
      if (!ledger.lostClosings.has(executionArn)) {
        ledger.count('status-change event lost');
        ledger.note(whoIn(executionArn), `status-change event lost: ${executionArn}`);
      }
      ledger.lostClosings.add(executionArn);
      return [id];
    });
  }
}

const ended = z.object({
  detail: z.object({
    executionArn: z.string(),
    redriveCount: z.number().nullish(),
  }),
});

async function suffer(
  trouble: Trouble | undefined,
  call: Call,
  forward: () => Promise<Answer>,
  outgoing: ServerResponse,
): Promise<void> {
  const { fault, late } = trouble ?? { fault: undefined, late: 0 };
  switch (fault) {
    case 'request lost':
      outgoing.destroy();
      return;
    case 'reply lost':
    case 'no answer':
      await forward();
      outgoing.destroy();
      return;
    case 'throttled once':
    case 'throttled':
      refuse(call, outgoing);
      return;
    case 'died before the call':
      outgoing.writeHead(500, { [DIE]: 'now' }).end();
      return;
    case 'died after the call':
      await forward();
      outgoing.writeHead(500, { [DIE]: 'now' }).end();
      return;
    case 'slow':
      await sleep(late);
      give(await forward(), outgoing);
      return;
    case undefined:
      give(await forward(), outgoing);
  }
}

function refuse({ target }: Call, outgoing: ServerResponse): void {
  const { type, code } = THROTTLING[target.split('.')[0] ?? ''] ?? {
    type: 'ThrottlingException',
    code: 'ThrottlingException',
  };
  outgoing.writeHead(400, {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-query-error': `${code};Sender`,
  });
  outgoing.end(JSON.stringify({ __type: type, message: 'Rate exceeded' }));
}

function give({ status, headers, body }: Answer, outgoing: ServerResponse): void {
  outgoing.writeHead(status, { ...endToEnd(headers), 'content-length': body.length });
  outgoing.end(body);
}

/** Without what is said for one connection only. */
function endToEnd(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const hops = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding', 'content-length']);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hops.has(name)));
}

function passOn(cloud: string, { target, headers, path, body }: Call, agent: Agent): Promise<Answer> {
  const sent = { ...endToEnd(headers), 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${cloud}${path}`, { method: 'POST', agent, headers: sent }, (incoming) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('end', () => {
        const { headers: given, statusCode = 500 } = incoming;
        resolve({ status: statusCode, headers: given, body: Buffer.concat(parts) });
      });
      incoming.on('error', reject);
    });
    outgoing.on('error', (error) => reject(new Error(`${target}: ${error.message}`, { cause: error })));
    outgoing.end(body);
  });
}

const queued = z.looseObject({ MessageBody: z.string(), DelaySeconds: z.number().min(2) });
const look = z.object({ look: z.object({ at: z.string() }) });

/** What was throttled comes back half a minute later, spread: a second is enough where there is one of each. */
function hastened(target: string, body: string): string {
  if (target !== 'AmazonSQS.SendMessage') return body;
  const { data } = queued.safeParse(jsonOf(body));
  if (data === undefined) return body;
  const at = look.safeParse(jsonOf(data.MessageBody)).data?.look.at;
  // Too early a look would only be put off again.
  if (at !== undefined && Date.parse(at) > Date.now()) return body;
  return JSON.stringify({ ...data, DelaySeconds: 1 });
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
