import { Hono } from 'hono';
import { isHangUp, type Behind } from './behind.ts';
import { callService } from './calls.ts';
import { refuseElsewhere } from './elsewhere.ts';
import { refusalOf } from './guard.ts';
import { invokeFunction } from './invocations.ts';
import { callQuery, isQuery } from './query.ts';
import { callLambda, isLambda } from './rest.ts';

/** AWS APIs on `POST`, everything else to the pages. */
export function createRoutes(behind: Behind): (request: Request) => Response | Promise<Response> {
  const app = new Hono();
  app.use(async (context, next) => {
    const refusal = refusalOf(context.req.raw, behind.host);
    if (refusal !== undefined) return context.text(`${refusal}\n`, 403);
    return next();
  });
  app.post('/', (context) =>
    isQuery(context.req.raw) ? callQuery(context.req.raw, behind) : callService(context.req.raw, behind),
  );
  app.post('/2015-03-31/functions/:name/invocations', (context) =>
    invokeFunction(context.req.raw, context.req.param('name'), behind),
  );
  app.all('*', (context) => {
    // The SQS client sends to the queue's own address.
    const isCall = context.req.method === 'POST' && context.req.header('x-amz-target') !== undefined;
    if (isCall) return callService(context.req.raw, behind);
    if (isQuery(context.req.raw)) return callQuery(context.req.raw, behind);
    if (isLambda(context.req.raw)) return callLambda(context.req.raw, behind);
    const refused = refuseElsewhere(context.req.raw);
    if (refused !== undefined) return refused;
    return behind.pages === undefined ? context.text('Not found\n', 404) : behind.pages(context.req.raw);
  });
  app.onError((error, context) => {
    if (!isHangUp(error)) behind.log({ source: 'cloud', level: 'error', text: error.stack ?? error.message });
    return context.text('Internal error\n', 500);
  });
  return (request) => app.fetch(request);
}
