import { z } from 'zod';
import { actions } from './actions.ts';
import { duration, entries, expression, stateName } from './values.ts';

export const historySchema = z.strictObject({
  history: z.string().meta({ description: 'A compound: back to the state last active in it' }),
});
const target = z.union([stateName, historySchema]).meta({ id: 'Target' });

const guard = expression
  .meta({ description: 'JSONata; holds only when its value is true. In `on` its root is the event' })
  .optional();
const effects = {
  assign: z
    .record(z.string(), z.unknown())
    .meta({ description: 'Name → JSONata, read later as $context.name; what is no text is taken as it is' })
    .optional(),
  actions: actions.optional(),
};

/** `{}` drops the event. */
export const branchSchema = z
  .strictObject({ guard, target: target.optional(), ...effects })
  .meta({ id: 'Branch' });
/** Where staying makes no sense. */
const leadingBranch = z.strictObject({ guard, target, ...effects }).meta({ id: 'LeadingBranch' });
/** Of a member of an `all`. */
export const memberBranch = z.strictObject({ guard, ...effects }).meta({ id: 'MemberBranch' });

const anyBranch = z.union([target, branchSchema]);
const leading = z.union([target, leadingBranch]);

const transition = z.union([stateName, branchSchema, z.array(anyBranch).min(1)]).meta({
  id: 'Transition',
  description:
    'A state, { guard?, target?, assign?, actions? }, or a list of these: the first that holds wins',
});
export const leadingTransition = z.union([stateName, leadingBranch, z.array(leading).min(1)]).meta({
  id: 'LeadingTransition',
  description: 'The state that follows, or a list of branches of which the first that holds wins',
});
export const memberTransition = z.union([memberBranch, z.array(memberBranch).min(1)]);

export const on = z
  .record(z.string(), transition)
  .meta({ id: 'On', description: 'Event → where it leads. {} drops the event: recorded, nothing moves' });
export const always = z
  .union([stateName, leadingBranch, z.array(leading).min(1)])
  .meta({ description: 'Tried on entry and after each assign in the state' });

/** When it is due, one of these. */
const MOMENTS = {
  delay: z.union([duration, expression]).meta({
    description: 'Counted from the entry: 30s, 15m, 2h, 3d, 1w, ISO 8601, or JSONata',
  }),
  at: z.string().meta({ description: 'An instant: ISO 8601, or JSONata' }),
  silence: duration.meta({ description: 'Counted from the last event consumed in this state' }),
};
const { delay, at, silence } = MOMENTS;
export const MOMENT_KEYS = Object.keys(MOMENTS);

const clockBranch = { guard, target: target.optional(), ...effects };
const clock = z.union([
  z.strictObject({ delay, ...clockBranch }),
  z.strictObject({ at, ...clockBranch }),
  z.strictObject({ silence, ...clockBranch }),
]);

/** What holds as long as a state is active. */
export const standing = {
  on: on.optional(),
  after: z
    .union([entries(transition), z.array(clock).min(1)])
    .meta({
      id: 'After',
      description: 'Hard deadlines: { 30m: Target }, or a list of { delay | at | silence, … }',
    })
    .optional(),
  due: z
    .union([duration, z.strictObject({ delay }), z.strictObject({ at }), z.strictObject({ silence })])
    .meta({ id: 'Due', description: 'Soft deadline: reported as overdue, the state stays' })
    .optional(),
};

const errors = z.array(z.string()).min(1).meta({ description: 'Names of errors, such as States.ALL' });
export const catchers = z
  .union([
    entries(leadingTransition),
    z
      .array(
        z.union([
          z.strictObject({ errors, guard, target, ...effects }),
          z.strictObject({ ErrorEquals: errors, guard, Next: stateName, ...effects }),
          z.strictObject({ ErrorEquals: errors, guard, target, ...effects }),
          z.strictObject({ errors, guard, Next: stateName, ...effects }),
        ]),
      )
      .min(1),
  ])
  .meta({ description: '{ ErrorName: transition }, or a list of { errors, …transition }' });
