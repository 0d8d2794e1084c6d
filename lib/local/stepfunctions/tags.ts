import { isList } from '../asl/json.ts';
import { AwsError, type Json } from '../service.ts';
import type { Context, Operations } from './context.ts';
import { text, type Request } from './request.ts';
import type { StoredMachine } from './store.ts';

export const tagOperations: Operations = {
  ListTagsForResource: (request, context) => ({
    tags: [...tagged(request, context).tags].map(([key, value]) => ({ key, value })),
  }),
  TagResource: (request, context) => {
    const stored = tagged(request, context);
    stored.tags = new Map([...stored.tags, ...tagsIn(request)]);
    context.store.machines.put(stored);
    return {};
  },
  UntagResource: (request, context) => {
    const stored = tagged(request, context);
    const keys = new Set(listOf(request['tagKeys']));
    stored.tags = new Map([...stored.tags].filter(([key]) => !keys.has(key)));
    context.store.machines.put(stored);
    return {};
  },
};

function tagged(request: Request, { store }: Context): StoredMachine {
  const resource = text(request, 'resourceArn');
  const found = store.machines.find(resource);
  if (found !== undefined) return found;
  throw new AwsError('ResourceNotFound', `Resource not found: '${resource}'`, {
    fields: { resourceName: resource },
  });
}

export function tagsIn(request: Request): ReadonlyMap<string, string> {
  return new Map(
    listOf(request['tags']).flatMap((tag) =>
      typeof tag === 'object' && tag !== null && 'key' in tag && typeof tag.key === 'string'
        ? [[tag.key, 'value' in tag && typeof tag.value === 'string' ? tag.value : '']]
        : [],
    ),
  );
}

function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}
