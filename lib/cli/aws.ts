export type ClientSettings = {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Settings for an AWS SDK client. A local endpoint needs no account: where none is configured, a region and dummy
 * credentials are filled in. Towards AWS the SDK's own chain decides.
 */
export function clientSettings(endpoint = process.env['AWS_ENDPOINT_URL']): ClientSettings {
  const region = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  if (endpoint === undefined || endpoint === '') return { region };
  return LOOPBACK.has(hostOf(endpoint)) && process.env['AWS_ACCESS_KEY_ID'] === undefined
    ? { region, endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }
    : { region, endpoint };
}

function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).hostname : '';
}
