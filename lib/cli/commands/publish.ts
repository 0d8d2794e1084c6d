import { parseArgs } from 'node:util';
import { assertEndpoint, obstacleOf, whereOf } from '../aws.ts';
import { assertBus } from '../bus.ts';
import { UserError } from '../errors.ts';
import { readEventFile, type FileEvent } from '../event-file.ts';
import { createPublisher, play } from '../publisher.ts';
import { DEFAULT_BUS } from '../settings.ts';

export const usage = `choreo publish FILE [--speed N] [--bus NAME]

Plays a file of events { "events": [ { "source", "detailType", "detail", "time"?, "wait"? } ] } through PutEvents,
to AWS_ENDPOINT_URL where it is set, else to AWS. After each event it pauses for "wait": seconds, or a duration such as
"2h". In details, texts such as "{now+3d}" become instants.

  --speed N    divides the pauses by N (default 1)
  --bus NAME   the event bus (default ${DEFAULT_BUS}, or CHOREOGRAPHY_BUS); where events:DescribeEventBus is
               permitted, it is asked first whether there is one`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { speed: { type: 'string' }, bus: { type: 'string' } },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UserError(`One file is expected.\n\n${usage}`);
  const speed = speedOf(values.speed);
  assertEndpoint();
  const { events } = readEventFile(file);
  assertPatience(events, speed);
  const bus = values.bus ?? process.env['CHOREOGRAPHY_BUS'] ?? DEFAULT_BUS;
  const publisher = createPublisher(bus);
  try {
    await assertBus(bus);
    await play(publisher, events, {
      speed,
      onPublished: (event, index) =>
        process.stdout.write(`${index + 1}/${events.length} ${event.source}: ${event.detailType}\n`),
    });
    return 0;
  } catch (error) {
    throw asUserError(error, bus);
  } finally {
    publisher.close();
  }
}

function speedOf(text: string | undefined): number {
  const speed = text === undefined ? 1 : Number(text);
  if (Number.isFinite(speed) && speed > 0) return speed;
  throw new UserError(`--speed is "${text ?? ''}"; it must be a number above 0, such as 10.`);
}

const DAY = 86_400;

/** A pause of days is for `simulate`; Node's timers would not even take a month. */
function assertPatience(events: readonly FileEvent[], speed: number): void {
  const long = events.findIndex(({ wait }, index) => index < events.length - 1 && wait / speed > DAY);
  if (long === -1) return;
  throw new UserError(
    `The pause after event ${long + 1} is longer than a day. Shorten it with --speed, or play the file with choreo simulate.`,
  );
}

/** What a user can meet: no credentials, no network, nothing listening, or a bus that refuses. */
function asUserError(error: unknown, bus: string): unknown {
  if (!Error.isError(error) || error instanceof UserError) return error;
  const message = obstacleOf(error) ?? reasonOf(error, bus);
  return message === undefined ? error : new UserError(message, { cause: error });
}

function reasonOf(error: Error, bus: string): string | undefined {
  if (error.name === 'ResourceNotFoundException')
    return `There is no event bus "${bus}" at ${whereOf()}. Name yours with --bus.`;
  // What the SDK throws says how often it tried. Anything else is a fault of ours, and passed on whole.
  return '$metadata' in error
    ? `${whereOf()} did not take the event: ${error.name}: ${error.message.trim()}`
    : undefined;
}
