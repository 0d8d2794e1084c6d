import type { Deployment } from './monitored.ts';

/** Where a throwaway stack goes to. */
export type Target = {
  /** As it is called in what is printed. */
  readonly name: string;
  /** Seconds from the deployment until all of it works. */
  readonly settles: number;
  /** The command that removes what `remove` could not. */
  readonly removal: string;
  /** Of a synthesized app, in its folder. */
  deploy(folder: string, signal: AbortSignal): Promise<Deployed>;
  /** Whatever of it is there. */
  remove(folder: string): Promise<void>;
};

export type Deployed = Deployment & {
  readonly place: { readonly account: string; readonly region: string };
};
