import type { ClientSettings } from '../cli/aws.ts';
import { UserError } from '../cli/errors.ts';
import { readAssembly } from '../local/template/assembly.ts';
import { openAccount } from './account.ts';
import { deploy, remove } from './deploy/deploy.ts';
import type { Surroundings } from './deploy/lambda.ts';
import type { Target } from './target.ts';

const AWS_HOST = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|api\.aws|aws\.dev|on\.aws)$/;

/** How to speak to an endpoint that is not AWS. @throws UserError where it is AWS, or no address */
export function endpointSettings(url: string): ClientSettings & { readonly region: string } {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new UserError(`"${url}" is no address of an endpoint, such as http://localhost:4566.`);
  const { hostname, origin } = new URL(url);
  if (AWS_HOST.test(hostname))
    throw new UserError(
      `${hostname} is AWS itself: deploy there with npx cdk deploy, and compare with npm run e2e:aws.`,
    );
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = process.env;
  const region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  // An emulator takes any, and nobody's own are to be sent there by chance.
  const credentials = { accessKeyId: id ?? 'local', secretAccessKey: secret ?? 'local' };
  return { region, endpoint: origin, credentials };
}

/** An endpoint as somewhere that a throwaway stack goes to. */
export function endpointTarget(url: string, functionEndpoint?: string): Target {
  const settings = endpointSettings(url);
  const surroundings = surroundingsFor(functionEndpoint);
  return {
    name: url,
    // What an emulator makes is there at once.
    settles: 0,
    removal: ({ stack, choreographies }) =>
      `npm run deploy:endpoint -- ${url} --prefix ${stack} --choreographies ${choreographies} --remove`,
    async deploy({ folder }) {
      const account = await openAccount(settings);
      try {
        const { outputs } = await deploy(await readAssembly(folder), account, surroundings);
        return { settings, outputs, place: account.place };
      } finally {
        account.destroy();
      }
    },
    async remove({ folder }) {
      const account = await openAccount(settings);
      try {
        await remove(await readAssembly(folder), account, surroundings);
      } finally {
        account.destroy();
      }
    },
  };
}

export function surroundingsFor(functionEndpoint: string | undefined): Surroundings {
  return { functionEndpoint, architecture: process.arch === 'arm64' ? 'arm64' : 'x86_64' };
}
