import type { RequestContext } from './request.ts';

const VARIABLE = /\$\{([^}]+)\}/g;

/** `${aws:PrincipalArn}` and the like in a value of a policy. One that the request does not have fits nothing. */
export function substituted(text: string, context: RequestContext): string {
  if (!text.includes('${')) return text;
  return text.replace(VARIABLE, (all, name: string) => {
    if (name === '*' || name === '?' || name === '$') return name;
    const [key = '', byDefault] = name.split(/\s*,\s*/);
    const [value] = context.get(key.toLowerCase()) ?? [];
    return value ?? byDefault?.replace(/^'(.*)'$/, '$1') ?? all;
  });
}
