import type { Context } from 'hono';
import { Hono } from 'hono';
import { etag } from 'hono/etag';
import type { Choreography } from '../../definition/model.ts';
import { pageAt, textOf } from '../address.ts';
import type { ChoreographyAnswer, ErrorAnswer, OverviewAnswer, StatusFilter } from '../api.ts';
import { STATUS_FILTERS } from '../api.ts';
import type { InboxAnswer } from '../inbox-api.ts';
import { INBOX_KINDS } from '../inbox-api.ts';
import type { Place } from './arns.ts';
import { arnsFor } from './arns.ts';
import type { Chart } from './chart.ts';
import { chartOf } from './chart.ts';
import { commandsAt } from './commands.ts';
import { clientFile, clientPage } from './files.ts';
import type { ExecutionsClient } from './histories.ts';
import { historiesOf } from './histories.ts';
import { instanceAnswer } from './instance.ts';
import { lessonsFor } from './lessons.ts';
import { parseInstance } from './listed.ts';
import type { Exact } from './lists.ts';
import { inboxAnswer, NO_KIND, readInbox } from './inbox.ts';
import { instancesAnswer } from './lists.ts';
import { CLOCK_HEADER, clockOf } from '../clock.ts';
import { SECURITY_HEADERS } from './security.ts';
import { rereading } from './rereading.ts';
import { readSnapshot } from './snapshot.ts';
import type { TableClient } from './table.ts';
import { tableOf } from './table.ts';
import { tallied } from './tallies.ts';

export type ConsoleOptions = {
  readonly choreographies: readonly Choreography[];
  readonly table: { readonly client: TableClient; readonly name: string };
  /** Only GetExecutionHistory is asked of it. */
  readonly executions: ExecutionsClient;
  /** `arn:aws:states:REGION:ACCOUNT:stateMachine:PREFIX-`; a choreography's id follows. */
  readonly stateMachineArnPrefix: string;
  /** Where the built client lies: `dist/console`. */
  readonly clientDir: string;
  readonly place: Place;
  /** Milliseconds since the epoch, of this machine. @default Date.now */
  readonly now?: () => number;
  /** The time of what is shown. @default this machine's */
  readonly time?: ShownTime;
};

export type ShownTime = {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How many times as fast as on the machine it passes. */
  readonly scale: number;
};

/** The web console: its JSON API, its client's files, and one page for all of its own URLs. It only reads. */
export type Console = { fetch(request: Request): Promise<Response> };

export function createConsole(options: ConsoleOptions): Console {
  const { choreographies, clientDir, place, now: machineNow = Date.now } = options;
  const { now, scale } = options.time ?? { now: machineNow, scale: 1 };
  const table = tableOf(options.table);
  const arns = arnsFor(options.stateMachineArnPrefix, place);
  const histories = historiesOf(options.executions, machineNow);
  const commands = commandsAt(place, options.stateMachineArnPrefix);
  const snapshotOf = rereading((id) => readSnapshot(table, id), machineNow);
  const charts = new Map(choreographies.map((each): [string, Chart] => [each.id, chartOf(each)]));

  const exactly = async (search: string, partition: string): Promise<Exact> => {
    if (search === '') return { instance: undefined, onlyEvents: false };
    const { row, any } = await table.glance(partition);
    return { instance: parseInstance(row), onlyEvents: any && row === undefined };
  };

  const inboxes = new Map(
    [...charts.keys()].map((id) => [id, rereading((kind) => readInbox(table, id, kind), machineNow)]),
  );
  const inboxOf = async (some: readonly Chart[], context: Context): Promise<InboxAnswer> => {
    const kind = INBOX_KINDS.find((each) => each === context.req.query('kind'));
    const all = some.map(async (chart) => {
      const { id } = chart.choreography;
      const [snapshot, rows] = await Promise.all([
        snapshotOf(id),
        inboxes.get(id)?.(kind ?? NO_KIND) ?? { deviations: [], held: [] },
      ]);
      return { chart, snapshot, rows };
    });
    return inboxAnswer(await Promise.all(all), kind, commands, now());
  };

  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of SECURITY_HEADERS) context.res.headers.set(name, value);
  });
  app.use('/api/*', etag(), async (context, next) => {
    await next();
    context.res.headers.set('cache-control', 'no-cache');
    context.res.headers.set(CLOCK_HEADER, clockOf(now(), scale));
  });

  app.get('/api/choreographies', async (context) => {
    const summaries = [...charts].map(async ([id, chart]) => tallied(chart, await snapshotOf(id), now()));
    const answer: OverviewAnswer = {
      choreographies: await Promise.all(summaries),
      lessons: lessonsFor(choreographies, place),
      where: place.kind === 'aws' ? place.region : 'local cloud',
    };
    return context.json(answer);
  });

  app.get('/api/choreographies/:id', async (context) => {
    const chart = charts.get(idIn(context));
    if (chart === undefined) return noChoreography(context);
    const { choreography, picture, atlas } = chart;
    const answer: ChoreographyAnswer = {
      ...tallied(chart, await snapshotOf(choreography.id), now()),
      picture,
      stateNames: atlas.states.map(({ state }) => state.name),
      awsUrl: arns.machineUrl(choreography.id),
    };
    return context.json(answer);
  });

  app.get('/api/choreographies/:id/instances', async (context) => {
    const chart = charts.get(idIn(context));
    if (chart === undefined) return noChoreography(context);
    const { id } = chart.choreography;
    const search = (context.req.query('search') ?? '').trim();
    const exact = await exactly(search, arns.partitionOf(id, search));
    const state = context.req.query('state');
    const filter = {
      search,
      status: statusIn(context.req.query('status')),
      states: state === undefined ? undefined : chart.atlas.under(state),
      limit: limitIn(context.req.query('limit')),
    };
    return context.json(instancesAnswer(await snapshotOf(id), exact, filter, now()));
  });

  app.get('/api/inbox', async (context) => context.json(await inboxOf([...charts.values()], context)));

  app.get('/api/choreographies/:id/inbox', async (context) => {
    const chart = charts.get(idIn(context));
    return chart === undefined ? noChoreography(context) : context.json(await inboxOf([chart], context));
  });

  app.get('/api/choreographies/:id/instances/:correlationId', async (context) => {
    const chart = charts.get(idIn(context));
    if (chart === undefined) return noChoreography(context);
    const correlationId = textOf(new URL(context.req.url).pathname.split('/').at(-1) ?? '') ?? '';
    const run = Number.parseInt(context.req.query('run') ?? '', 10);
    const answer = await instanceAnswer(
      { table, arns, histories, commands },
      chart,
      correlationId,
      Number.isNaN(run) ? undefined : run,
    );
    return answer === undefined
      ? noInstance(context, chart.choreography.title, correlationId)
      : context.json(answer);
  });

  app.all('/api/*', (context) => refused(context, `There is no ${context.req.method} ${context.req.path}.`));

  app.get('*', async (context) => {
    const { pathname } = new URL(context.req.url);
    if (pageAt(pathname).kind !== 'unknown') return clientPage(clientDir);
    const file = await clientFile(clientDir, pathname);
    if (file !== undefined) return file;
    // A browser shows people a page that leads on.
    if (context.req.header('accept')?.includes('text/html') === true) return clientPage(clientDir, 404);
    return context.text(`There is no page at ${pathname}.`, 404);
  });

  app.onError((error, context) => {
    const answer: ErrorAnswer = { error: `The console cannot read what it shows: ${error.message}` };
    return context.json(answer, 502);
  });

  return { fetch: async (request) => app.fetch(request) };
}

function idIn(context: Context): string {
  return context.req.param('id') ?? '';
}

function statusIn(text: string | undefined): StatusFilter | undefined {
  return STATUS_FILTERS.find((status) => status === text);
}

const LIMIT = { most: 500, usual: 100 };

function limitIn(text: string | undefined): number {
  const limit = Number(text ?? LIMIT.usual);
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, LIMIT.most) : LIMIT.usual;
}

function noChoreography(context: Context): Response {
  return refused(context, `There is no choreography "${idIn(context)}".`);
}

function noInstance(context: Context, title: string, correlationId: string): Response {
  const answer: ErrorAnswer = { error: `${title} has no instance "${correlationId}".`, title };
  return context.json(answer, 404);
}

function refused(context: Context, error: string): Response {
  const answer: ErrorAnswer = { error };
  return context.json(answer, 404);
}
