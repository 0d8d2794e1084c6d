import type { Deployment } from './monitored.ts';

/** Where a throwaway stack goes to. */
export type Target = {
  /** As it is called in what is printed. */
  readonly name: string;
  /** Seconds from the deployment until all of it works. */
  readonly settles: number;
  /** The command that removes what `remove` could not. */
  removal(app: App): string;
  deploy(app: App): Promise<Deployed>;
  /** Whatever of it is there. */
  remove(app: App): Promise<void>;
};

/** A synthesized app of one stack. */
export type App = {
  readonly folder: string;
  /** Also what all its names begin with. */
  readonly stack: string;
  /** The folder that it was synthesized from. */
  readonly choreographies: string;
};

export type Deployed = Deployment & {
  readonly place: { readonly account: string; readonly region: string };
};
