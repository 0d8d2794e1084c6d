import { UserError } from './errors.ts';

export type ClientSettings = {
  readonly region?: string;
  /** Of the user's AWS configuration; where none is named, the SDK's own chain decides. */
  readonly profile?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Settings for an AWS SDK client. A local endpoint needs no account: where none is configured, a region and dummy
 * credentials are filled in. Towards AWS the SDK's own chain decides.
 */
export function clientSettings(endpoint = process.env['AWS_ENDPOINT_URL']): ClientSettings {
  const named = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  // The SDK finds the region of a profile too, unless it is given one.
  if (endpoint === undefined || endpoint === '') return named === undefined ? {} : { region: named };
  const region = named ?? 'us-east-1';
  return LOOPBACK.has(hostOf(endpoint)) && process.env['AWS_ACCESS_KEY_ID'] === undefined
    ? { region, endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
    : { region, endpoint };
}

function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).hostname : '';
}

/** @throws UserError */
export function assertEndpoint(endpoint = process.env['AWS_ENDPOINT_URL']): void {
  if (endpoint === undefined || endpoint === '') return;
  if (/^https?:\/\//.test(endpoint) && URL.canParse(endpoint)) return;
  throw new UserError(
    `AWS_ENDPOINT_URL is "${endpoint}"; it must be an address such as http://localhost:4566.`,
  );
}

/** As it is called in messages. */
export function whereOf(endpoint = process.env['AWS_ENDPOINT_URL']): string {
  return endpoint === undefined || endpoint === '' ? 'AWS' : endpoint;
}

/** What a user can meet on the way to any service: no credentials, no region, no network, nothing listening. */
export function obstacleOf(error: Error, endpoint = process.env['AWS_ENDPOINT_URL']): string | undefined {
  if (error.message === 'Region is missing')
    return 'No AWS region is configured. Set AWS_REGION, or AWS_ENDPOINT_URL=http://localhost:4566 for the local cloud.';
  switch ('code' in error ? error.code : error.name) {
    case 'CredentialsProviderError':
      return 'No AWS credentials were found. For the local cloud set AWS_ENDPOINT_URL=http://localhost:4566; for AWS configure a profile.';
    case 'ECONNREFUSED':
      return `Nothing listens on ${endpoint ?? 'the endpoint'}. Start the local cloud: npm start`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${whereOf(endpoint)} cannot be found in the network. Check AWS_ENDPOINT_URL, the region and the connection.`;
    default:
      return undefined;
  }
}
