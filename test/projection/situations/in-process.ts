/** A service of the local cloud behind an unmodified SDK client, without a network between them. */
import * as z from 'zod';
import { AwsError, type Service } from '../../../lib/local/service.ts';

/** An error as the service's API names it. */
export type Fault = { readonly code: string; readonly status?: number };

type Request = { readonly headers: Record<string, string>; readonly body?: unknown };

/** The client's `requestHandler`. `refuse` is asked before each call, by its operation. */
export function behind(service: Service, refuse: (operation: string) => Fault | undefined = () => undefined) {
  return {
    async handle({ headers, body }: Request) {
      const operation = operationOf(headers);
      const fault = refuse(operation);
      if (fault !== undefined) return { response: refusal(fault) };
      try {
        const input = z.record(z.string(), z.json()).parse(JSON.parse(textOf(body)));
        return { response: response(200, await service.call(operation, input, { roleArn: undefined })) };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const { code, message, status } = error;
        return { response: response(status, { __type: code, message }) };
      }
    },
  };
}

export function operationOf(headers: Record<string, string>): string {
  const target = headers['x-amz-target'] ?? '';
  return target.slice(target.indexOf('.') + 1);
}

export function refusal({ code, status = 400 }: Fault) {
  return response(status, { __type: code, message: 'Rate exceeded' });
}

function response(statusCode: number, content: unknown) {
  return {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(JSON.stringify(content)),
  };
}

function textOf(body: unknown): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body);
}
