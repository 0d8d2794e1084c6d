import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { unavailable } from './unavailable.ts';

/** A port that is already taken by somebody else. */
export class PortInUse extends Error {
  readonly port: number;

  constructor(host: string, port: number, cause: unknown) {
    super(`Port ${port} on ${host} is in use: end what listens there, or choose another with --port.`, {
      cause,
    });
    this.name = 'PortInUse';
    this.port = port;
  }
}

/** The one port of the cloud. Until it is opened, it answers that the cloud is starting. */
export type Door = {
  readonly port: number;
  open(answer: (request: Request) => Response | Promise<Response>): void;
  close(): Promise<void>;
};

/** What a client may take for the head of a request, in milliseconds; it need not begin at once to be counted. */
const HEAD_MS = 20_000;
/** And for all of it. */
const REQUEST_MS = 60_000;

/** @throws PortInUse */
export async function reserveDoor(host: string, port: number, headMs = HEAD_MS): Promise<Door> {
  let answer: (request: Request) => Response | Promise<Response> = (request) =>
    unavailable(request, 'The local cloud is starting.');
  const listener = getRequestListener((request) => answer(request), { overrideGlobalObjects: false });
  const limits = {
    headersTimeout: headMs,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: Math.min(1000, headMs),
  };
  const server = createServer(limits, (incoming, outgoing) => void listener(incoming, outgoing));
  // Keeps a client's idle connection past the SDK's own limit, so that none is closed while it is picked up again.
  server.keepAliveTimeout = 75_000;
  const bound = await listen(server, host, port);
  return {
    port: bound,
    open(given) {
      answer = given;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUse(host, port, error) : error),
    );
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve(portOf(server.address()));
    });
  });
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}
