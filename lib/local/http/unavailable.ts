/** An answer for the while in which the cloud cannot serve: in a form that AWS's clients understand, for they try again then. */
export function unavailable({ method }: Request, message: string): Response {
  const [type, body] =
    method === 'POST'
      ? ['application/x-amz-json-1.0', JSON.stringify({ __type: 'ServiceUnavailableException', message })]
      : ['text/plain', `${message}\n`];
  return new Response(body, { status: 503, headers: { 'content-type': type, 'retry-after': '1' } });
}
