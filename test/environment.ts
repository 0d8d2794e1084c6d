import { constants, createContext, runInContext } from 'node:vm';
import { ModernFakeTimers } from '@jest/fake-timers';
import { TestEnvironment } from 'jest-environment-node';

/** What both sides of a test must have in common: what Node gives out is of these. */
const SHARED: readonly PropertyKey[] = ['Buffer', 'ArrayBuffer', 'Uint8Array'];

/**
 * Jest's own environment, but for its global object, which is an ordinary one. Each `Map` or `Object` that a file names
 * is looked up there; in Jest's that goes through a proxy, and what computes much takes twice as long.
 */
export default class OrdinaryGlobal extends TestEnvironment {
  constructor(...[config, file]: ConstructorParameters<typeof TestEnvironment>) {
    super(config, file);
    const jests: object = this.global;
    this.context = createContext(constants.DONT_CONTEXTIFY);
    this.global = runInContext('globalThis', this.context) as typeof this.global;
    const own = new Set(Reflect.ownKeys(this.global));
    for (const key of Reflect.ownKeys(jests))
      if (!own.has(key) || SHARED.includes(key)) provide(this.global, key, jests);
    this.global.global = this.global;
    this.global.Error.stackTraceLimit = 100;
    this.fakeTimersModern = new ModernFakeTimers({ config: config.projectConfig, global: this.global });
  }
}

/** What is made only when it is asked for, goes on being made then. */
function provide(to: object, key: PropertyKey, from: object): void {
  const described = Object.getOwnPropertyDescriptor(from, key);
  if (described === undefined) return;
  if ('value' in described) {
    Object.defineProperty(to, key, described);
    return;
  }
  const set = (value: unknown): void =>
    void Object.defineProperty(to, key, { configurable: true, enumerable: true, writable: true, value });
  const get = (): unknown => {
    const value: unknown = Reflect.get(from, key);
    set(value);
    return value;
  };
  Object.defineProperty(to, key, { configurable: true, enumerable: described.enumerable ?? true, get, set });
}
