import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { UserError } from '../../cli/errors.ts';
import { CHOREOGRAPHIES, DEFAULT_PREFIX } from '../../cli/settings.ts';
import { synthesize } from '../../cli/synthesis.ts';
import { readAssembly } from '../../local/template/assembly.ts';
import { openAccount } from '../account.ts';
import { deploy, remove, type Deployed } from '../deploy/deploy.ts';
import { endpointSettings, surroundingsFor } from '../endpoint.ts';

export const usage = `npm run deploy:endpoint -- URL [--prefix NAME] [--choreographies DIR] [--function-endpoint URL] [--remove]

Deploys the monitor to an endpoint that speaks AWS's APIs, such as an emulator, through the services' own APIs: it needs no
CloudFormation there. Run again, it brings everything up to date.

  --prefix NAME            what all names begin with (default ${DEFAULT_PREFIX})
  --choreographies DIR     the folder with the choreographies (default statemachines)
  --function-endpoint URL  the endpoint as its functions reach it, where it does not tell them itself
  --remove                 removes everything that was deployed so, the table too`;

export async function deployEndpoint(args: readonly string[]): Promise<number> {
  const { url, prefix, choreographies, functionEndpoint, removes } = optionsOf(args);
  const settings = endpointSettings(url);
  const surroundings = surroundingsFor(functionEndpoint);
  const assembly = await synthesize({
    choreographies,
    settings: { STACK_NAME: prefix, PREFIX: prefix },
  });
  const account = await openAccount(settings).catch((error: unknown) => {
    assembly.remove();
    throw error;
  });
  try {
    const app = await readAssembly(assembly.folder);
    if (removes) {
      await remove(app, account, surroundings);
      process.stdout.write(`Removed from ${url}: ${prefix}\n`);
    } else tell(await deploy(app, account, surroundings), url);
    return 0;
  } finally {
    account.destroy();
    assembly.remove();
  }
}

function tell({ outputs, resources, leftOut }: Deployed, url: string): void {
  const left = [...leftOut].map(([type, count]) => `  ${count} ${type}`);
  const lines = [
    `Deployed to ${url}: ${resources} resources`,
    ...(left.length === 0 ? [] : ['Left out, for they only watch the monitor:', ...left]),
    ...Object.entries(outputs).map(([name, value]) => `${name}: ${value}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function optionsOf(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      prefix: { type: 'string', default: DEFAULT_PREFIX },
      choreographies: { type: 'string' },
      'function-endpoint': { type: 'string' },
      remove: { type: 'boolean', default: false },
    },
  });
  const [url] = positionals;
  if (url === undefined || positionals.length > 1) throw new UserError(usage);
  const { prefix, choreographies, 'function-endpoint': functionEndpoint, remove: removes } = values;
  const folder = choreographies === undefined ? CHOREOGRAPHIES : resolve(choreographies);
  return { url, prefix, choreographies: folder, functionEndpoint, removes };
}
