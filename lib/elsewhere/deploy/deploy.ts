import type { Assembly } from '../../local/template/assembly.ts';
import { deployStack, type ResourceHandler, type ResourceRequest } from '../../local/template/deploy.ts';
import { messageOf } from '../../local/json.ts';
import { TemplateProblem } from '../../local/template/problem.ts';
import type { Account } from '../account.ts';
import type { Kind } from './kind.ts';
import { kinds, leftOut } from './kinds.ts';
import type { Surroundings } from './lambda.ts';

export type Deployed = {
  readonly outputs: Readonly<Record<string, string>>;
  /** How many resources were put. */
  readonly resources: number;
  /** How many of which type were not, for the endpoint need not have them. */
  readonly leftOut: ReadonlyMap<string, number>;
};

/**
 * Puts a synthesized app into an account through nothing but the services' APIs: what an endpoint has of CloudFormation
 * is seldom all of it. Run again, it brings everything up to date.
 * @throws TemplateProblem with the resource that is refused
 */
export async function deploy(
  { stacks }: Assembly,
  account: Account,
  surroundings: Surroundings,
): Promise<Deployed> {
  const outputs: Record<string, string> = {};
  const missing = new Map<string, number>();
  let resources = 0;
  const handlers = handlersOf(kinds(account, surroundings), (kind) => async (request) => {
    if (kind === leftOut) missing.set(request.type, (missing.get(request.type) ?? 0) + 1);
    else resources += 1;
    return kind.put(request).catch((error: unknown) => {
      throw asRefusal(error);
    });
  });
  for (const stack of stacks)
    Object.assign(outputs, await deployStack(stack, account.place, handlers, 'An endpoint'));
  return { outputs, resources, leftOut: missing };
}

/** Removes everything that such an app has, the table too, whatever of it is there. What depends on others goes first. */
export async function remove(
  { stacks }: Assembly,
  account: Account,
  surroundings: Surroundings,
): Promise<void> {
  const found: (() => Promise<void>)[] = [];
  const handlers = handlersOf(kinds(account, surroundings), (kind) => (request) => {
    found.push(() => kind.remove(request).catch((error: unknown) => refuse(request, error)));
    return Promise.resolve(kind.expected(request));
  });
  for (const stack of stacks) await deployStack(stack, account.place, handlers, 'An endpoint');
  const refused: unknown[] = [];
  for (const removeOne of found.toReversed())
    await removeOne().catch((error: unknown) => refused.push(error));
  // What could be removed is gone: one that stays must not keep the others.
  if (refused.length > 0) throw new AggregateError(refused, refused.map(messageOf).join('\n'));
}

/** What the service says; a network that fails is no refusal. */
function asRefusal(error: unknown): unknown {
  if (!Error.isError(error) || !('$fault' in error)) return error;
  return new TemplateProblem(`${error.name}: ${error.message}`, { cause: error });
}

function refuse({ stack, id, type }: ResourceRequest, error: unknown): never {
  if (!Error.isError(error) || !('$fault' in error)) throw error;
  throw new TemplateProblem(`${stack}, ${id} (${type}): ${error.name}: ${error.message}`, { cause: error });
}

function handlersOf(
  all: { readonly [type: string]: Kind },
  handle: (kind: Kind) => ResourceHandler,
): { readonly [type: string]: ResourceHandler } {
  return Object.fromEntries(Object.entries(all).map(([type, kind]) => [type, handle(kind)]));
}
