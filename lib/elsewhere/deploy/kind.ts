import type { Created, ResourceRequest } from '../../local/template/deploy.ts';

/** How resources of one type of CloudFormation come into an account, and out of it, through their service's own API. */
export type Kind = {
  /** What `Ref` and `GetAtt` give, as far as names alone say it. */
  expected(request: ResourceRequest): Created;
  /** Makes it; where it is there already, makes it what the template says. */
  put(request: ResourceRequest): Promise<Created>;
  /** Nothing happens where it is not there. */
  remove(request: ResourceRequest): Promise<void>;
};

/** The members named, as far as the template has them. */
export function picked(properties: object, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => names.includes(name)));
}

/** What the call gives; undefined where it was refused with one of the codes. */
export async function unless<T>(codes: readonly string[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (Error.isError(error) && codes.includes(error.name)) return undefined;
    throw error;
  }
}
