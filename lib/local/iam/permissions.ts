import type { Iam } from './iam.ts';
import { heldStatements, type Held } from './unused.ts';

/** One action on one resource, as finely as the policies are written. */
export type Permission = {
  /** The role, or the resource, whose policy it is: an ARN. */
  readonly holder: string;
  readonly action: string;
  readonly resource: string;
  /** Takes it away, from the next call on, until the result is called. */
  withdraw(): () => void;
};

/** All that the template's policies permit, of what can be done here. */
export function permissionsOf(iam: Iam): readonly Permission[] {
  return heldStatements(iam).flatMap((held) => permissionsIn(held, iam));
}

function permissionsIn({ holder, statement }: Held, iam: Iam): readonly Permission[] {
  const { actions, resources, withdrawn } = statement;
  return actions.texts.flatMap((action, first) =>
    (resources?.texts ?? [holder]).map((resource, second) => ({
      holder,
      action,
      resource,
      withdraw() {
        const pair = `${first} ${second}`;
        withdrawn.add(pair);
        iam.changed();
        return () => {
          withdrawn.delete(pair);
          iam.changed();
        };
      },
    })),
  );
}
