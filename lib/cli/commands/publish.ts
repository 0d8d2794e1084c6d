import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { readEventFile } from '../event-file.ts';
import { createPublisher, play } from '../publisher.ts';
import { DEFAULT_BUS } from '../settings.ts';

export const usage = `choreo publish FILE [--speed N] [--bus NAME]

Plays a file of events { "events": [ { "source", "detailType", "detail", "time"?, "wait"? } ] } through PutEvents,
to AWS_ENDPOINT_URL where it is set, else to AWS. After each event it pauses for "wait" seconds.

  --speed N    divides the pauses by N (default 1)
  --bus NAME   the event bus (default ${DEFAULT_BUS}, or CHOREOGRAPHY_BUS)`;

export async function publish(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { speed: { type: 'string' }, bus: { type: 'string' } },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UserError(`One file is expected.\n\n${usage}`);
  const events = readEventFile(file);
  const bus = values.bus ?? process.env['CHOREOGRAPHY_BUS'] ?? DEFAULT_BUS;
  const publisher = createPublisher(bus);
  try {
    await play(publisher, events, {
      speed: speedOf(values.speed),
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

/** What a user meets first: no credentials, nothing listening, no such bus. Anything else is passed on whole. */
function asUserError(error: unknown, bus: string): unknown {
  if (!Error.isError(error)) return error;
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  if (error.name === 'CredentialsProviderError')
    return new UserError(
      'No AWS credentials were found. For the local cloud set AWS_ENDPOINT_URL=http://localhost:4566; for AWS configure a profile.',
    );
  if ('code' in error && error.code === 'ECONNREFUSED')
    return new UserError(
      `Nothing listens on ${endpoint ?? 'the endpoint'}. Start the local cloud: npm start`,
    );
  if (error.name === 'ResourceNotFoundException')
    return new UserError(`There is no event bus "${bus}" at ${endpoint ?? 'AWS'}. Name yours with --bus.`);
  return error;
}
