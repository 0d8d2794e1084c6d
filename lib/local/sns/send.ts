import { messageOf } from '../json.ts';
import type { Send } from './posts.ts';

/** How long an endpoint may take. */
const PATIENCE = 15_000;

/** Names and passwords in an address are sent as SNS sends them. */
export const sendByHttp: Send = async ({ url, headers, body }) => {
  const address = new URL(url);
  const credentials = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`;
  address.username = '';
  address.password = '';
  const authorization: { authorization?: string } =
    credentials === ':' ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { ...headers, ...authorization },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    // What fetch says itself is "fetch failed".
    const cause = Error.isError(error) && Error.isError(error.cause) ? error.cause : error;
    throw new Error(messageOf(cause) === '' ? 'no connection' : messageOf(cause), { cause: error });
  }
};

/**
 * Whether an address is one of this machine or of a network around it. A template names endpoints of production, too,
 * and these must not hear of what is only tried out here.
 */
export function isNear(url: string): boolean {
  const host = URL.parse(url)?.hostname.toLowerCase() ?? '';
  if (host.startsWith('[')) return host === '[::1]' || /^\[f[cd][0-9a-f]{2}:/.test(host);
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host))
    return /^(?:127|10)\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\./.test(host);
  return !host.includes('.') || /\.(?:localhost|local|internal|test|lan|home\.arpa)$/.test(host);
}
