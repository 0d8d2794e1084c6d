import type { Behind, Pages } from './behind.ts';
import { callQuery } from './query.ts';

const ACTIONS = ['ConfirmSubscription', 'Unsubscribe'];
const SNS_VERSION = '2010-03-31';

/**
 * The links in what SNS tells an HTTP endpoint: to say that it wants to be told, or no more, and the certificate of the
 * signature. They take no credentials; a token or a subscription's id is enough. All else goes to the pages.
 */
export function topicLinks(
  behind: Omit<Behind, 'pages'>,
  certificateAt: (path: string) => string | undefined,
  pages: Pages | undefined,
): Pages {
  return async (request) => {
    const { origin, pathname, searchParams } = new URL(request.url);
    if (request.method === 'GET') {
      const certificate = certificateAt(pathname);
      if (certificate !== undefined)
        return new Response(certificate, { headers: { 'content-type': 'application/x-pem-file' } });
      if (pathname === '/' && ACTIONS.includes(searchParams.get('Action') ?? '')) {
        searchParams.set('Version', SNS_VERSION);
        const call = new Request(origin, { method: 'POST', body: searchParams });
        return callQuery(call, { ...behind, pages });
      }
    }
    return pages === undefined ? new Response('Not found\n', { status: 404 }) : pages(request);
  };
}
