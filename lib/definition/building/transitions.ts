import type {
  DraftAssignment,
  DraftBranch,
  DraftClock,
  DraftHandler,
  DraftMoment,
  DraftStanding,
  DraftTarget,
} from '../draft.ts';
import type { Assignment, Branch, Clock, Handler, Moment, Standing, Target } from '../model.ts';
import { momentOf } from '../moment.ts';
import type { ActionBuilder } from './actions.ts';

export type TransitionBuilder = {
  readonly branch: (branch: DraftBranch) => Branch;
  readonly handler: (handler: DraftHandler) => Handler;
  readonly standing: (standing: DraftStanding) => Standing;
};

export function transitionBuilder(action: ActionBuilder): TransitionBuilder {
  const branch = ({ guard, target, assign, actions }: DraftBranch): Branch => ({
    ...(guard === undefined ? {} : { guard: guard.text }),
    ...(target === undefined ? {} : { target: buildTarget(target) }),
    ...(assign.length === 0 ? {} : { assign: buildAssign(assign) }),
    ...(actions.length === 0 ? {} : { actions: actions.map(action) }),
  });
  const handler = ({ event, branches }: DraftHandler): Handler => ({
    event: event.text,
    branches: branches.map(branch),
  });
  const clock = ({ moment, branches }: DraftClock): Clock => ({
    moment: buildMoment(moment),
    branches: branches.map(branch),
  });
  const standing = ({ on, after, due }: DraftStanding): Standing => ({
    on: on.map(handler),
    after: after.map(clock),
    ...(due === undefined ? {} : { due: buildMoment(due) }),
  });
  return { branch, handler, standing };
}

export function buildAssign(assign: readonly DraftAssignment[]): readonly Assignment[] {
  return assign.map(({ name, value }) => ({ name: name.text, expression: value.expression }));
}

function buildTarget({ text, history }: DraftTarget): Target {
  return history ? { history: text } : text;
}

function buildMoment(draft: DraftMoment): Moment {
  const moment = momentOf(draft);
  if (moment === undefined)
    throw new Error(`The duration ${draft.text} has been refused; it cannot be built.`);
  return moment;
}
