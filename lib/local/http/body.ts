import { AwsError } from '../service.ts';

/** AWS takes less of most services; more than that is a mistake, or an attack. */
const LARGEST_BODY = 10 * 1024 * 1024;

/**
 * The text of a request's body, of which no more is kept in memory than may be sent.
 *
 * @throws AwsError as soon as it is known that there is more
 */
export async function bodyOf(request: Request, most = LARGEST_BODY): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > most) throw tooLarge(most);
  if (request.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tooLarge(most: number): AwsError {
  const message = `The request's body is larger than ${most} bytes.`;
  return new AwsError('RequestEntityTooLargeException', message, { status: 413 });
}
