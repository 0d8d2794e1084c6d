import { parseArgs } from 'node:util';
import { UserError } from '../../cli/errors.ts';
import { endpointTarget } from '../endpoint.ts';
import { compare, OPTIONS, OPTIONS_USAGE, settingsOf, throwawayName } from './comparing.ts';

export const usage = `npm run e2e:endpoint -- URL [--only TEXT] [--choreographies DIR] [--function-endpoint URL] [--patience SECONDS] [--speed N] [--stories-only] [--keep]

Deploys the monitor under a throwaway name to an endpoint that speaks AWS's APIs, plays the end-to-end stories there and on
the local cloud, prints what differed, and removes it. Ends with 1 where anything differed.

${OPTIONS_USAGE}
  --function-endpoint URL  the endpoint as its functions reach it, where it does not tell them itself`;

export async function compareEndpoint(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...OPTIONS, 'function-endpoint': { type: 'string' } },
  });
  const [url] = positionals;
  if (url === undefined || positionals.length > 1) throw new UserError(usage);
  const prefix = throwawayName();
  const target = endpointTarget(url, values['function-endpoint']);
  return compare(target, { ...settingsOf(values), prefix });
}
