/**
 * Whoever can reach the port may do everything here, so a browser must not lend its reach to a page of some other
 * site: neither by a request across sites, nor by a name that an attacker points at this machine (DNS rebinding).
 */
export function refusalOf(request: Request, host: string): string | undefined {
  const named = hostnameIn(`http://${request.headers.get('host') ?? ''}`);
  if (named === undefined || !isOurs(named, host)) {
    return `This cloud answers to localhost only, not to "${request.headers.get('host') ?? ''}".`;
  }
  // A link on another site may lead here, and reading is what a page is for.
  if (request.method === 'GET' || request.method === 'HEAD') return undefined;
  const site = request.headers.get('sec-fetch-site');
  if (site === 'cross-site' || site === 'same-site') return 'Requests from other web sites are refused.';
  const origin = request.headers.get('origin');
  if (origin === null) return undefined;
  return originIn(origin) === originIn(`http://${request.headers.get('host') ?? ''}`)
    ? undefined
    : `Requests from the web site ${origin} are refused.`;
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
/** What containers call the machine they run on. Nobody can have a public name under `.internal`, and so no attacker. */
const FROM_CONTAINERS = ['host.docker.internal', 'host.containers.internal'];
const ANY_ADDRESS = ['0.0.0.0', '::', '[::]'];

function isOurs(named: string, host: string): boolean {
  if ([...LOOPBACK, ...FROM_CONTAINERS].includes(named)) return true;
  if (named.endsWith('.localhost') || named === host) return true;
  // Whoever binds to every address of a machine wants it to be reached by any of its names.
  return ANY_ADDRESS.includes(host);
}

function hostnameIn(url: string): string | undefined {
  return URL.parse(url)?.hostname;
}

function originIn(url: string): string | undefined {
  return URL.parse(url)?.origin;
}
