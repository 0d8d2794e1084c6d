/** The console's own URLs. A correlation id may be anything, so one that a URL would lose is marked with `~`. */
export const address = {
  overview: () => '/',
  inbox: () => '/inbox',
  choreography: (id: string) => `/choreographies/${segment(id)}`,
  instance: (id: string, correlationId: string) =>
    `/choreographies/${segment(id)}/instances/${segment(correlationId)}`,
};

export type Page =
  | { readonly kind: 'overview' }
  | { readonly kind: 'inbox' }
  | { readonly kind: 'choreography'; readonly id: string }
  | { readonly kind: 'instance'; readonly id: string; readonly correlationId: string }
  | { readonly kind: 'unknown' };

/** `.` and `..`, encoded or not, are resolved away by every URL parser. */
export function segment(text: string): string {
  const marked = text === '.' || text === '..' || text.startsWith('~') ? `~${text}` : text;
  return encodeURIComponent(marked.toWellFormed());
}

/** @returns undefined where the segment is not what `segment` writes. */
export function textOf(part: string): string | undefined {
  try {
    const text = decodeURIComponent(part);
    return text.startsWith('~') ? text.slice(1) : text;
  } catch {
    return undefined;
  }
}

/** `pathname` as the URL has it, still encoded. */
export function pageAt(pathname: string): Page {
  const [empty, first, id, second, correlationId, ...rest] = pathname.split('/').map(textOf);
  if (empty !== '' || rest.length > 0) return { kind: 'unknown' };
  if (first === '' && id === undefined) return { kind: 'overview' };
  if (first === 'inbox' && id === undefined) return { kind: 'inbox' };
  if (first !== 'choreographies' || id === undefined || id === '') return { kind: 'unknown' };
  if (second === undefined) return { kind: 'choreography', id };
  if (second !== 'instances' || correlationId === undefined || correlationId === '') {
    return { kind: 'unknown' };
  }
  return { kind: 'instance', id, correlationId };
}
