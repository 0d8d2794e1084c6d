/** A random case as a person can read it. */
import type {
  Action,
  Branch,
  Choreography,
  Clock,
  Handler,
  Moment,
  Standing,
  State,
} from '../../../lib/definition/model.ts';

export function printed(choreography: Choreography, events: readonly string[]): string {
  const { context, rerun, top, start, states } = choreography;
  const policies = choreography.events.flatMap(({ name, unexpected, ignored }) =>
    ignored || unexpected === 'fail' ? [] : [`${name}: ${unexpected}`],
  );
  const lines = [
    ...(Object.keys(context).length === 0 ? [] : [`context: ${JSON.stringify(context)}`]),
    ...(rerun ? ['rerun: true'] : []),
    ...(policies.length === 0 ? [] : [`unexpected: { ${policies.join(', ')} }`]),
    ...standingLines(top),
    'start:',
    ...indented(handlerLines(start)),
    'states:',
    ...indented(states.flatMap(stateLines)),
    'events:',
    ...indented(events),
  ];
  return lines.join('\n');
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

function stateLines(state: State): string[] {
  const inner = innerLines(state);
  const entry = state.entry.length === 0 ? [] : [`entry: ${state.entry.map(actionText).join(', ')}`];
  const always = 'always' in state ? listLines('always', state.always) : [];
  const onDone = 'onDone' in state ? listLines('onDone', state.onDone) : [];
  const standing = state.kind === 'final' || state.kind === 'task' ? [] : standingLines(state);
  return [`${state.name}:`, ...indented([...inner, ...entry, ...always, ...standing, ...onDone])];
}

function innerLines(state: State): string[] {
  switch (state.kind) {
    case 'wait':
      return ['wait'];
    case 'final': {
      const { outcome, cause } = state;
      return [`final: ${outcome}${cause === undefined ? '' : `, cause ${JSON.stringify(cause)}`}`];
    }
    case 'all':
      return ['all:', ...indented(handlerLines(state.members))];
    case 'task':
      return [
        `task: ${JSON.stringify(state.arguments)}`,
        ...state.catch.flatMap(({ errors, branches }) => listLines(`catch ${errors.join(', ')}`, branches)),
        ...listLines('next', state.next),
      ];
    case 'compound':
      return [`initial: ${state.initial}`, 'states:', ...indented(state.states.flatMap(stateLines))];
    case 'parallel':
      return state.regions.flatMap(({ name, initial, states }) => [
        `region ${name}, initial ${initial}:`,
        ...indented(states.flatMap(stateLines)),
      ]);
    case 'forEach': {
      const { items, key, match, opens } = state;
      const head = `forEach: ${items}, key ${key}, match ${match}`;
      return [
        opens.length === 0 ? head : `${head}, opens ${opens.join(', ')}`,
        ...indented(state.states.flatMap(stateLines)),
      ];
    }
  }
}

function standingLines({ on, after, due }: Standing): string[] {
  return [
    ...(on.length === 0 ? [] : ['on:', ...indented(handlerLines(on))]),
    ...after.flatMap(clockLines),
    ...(due === undefined ? [] : [`due: ${momentText(due)}`]),
  ];
}

function handlerLines(handlers: readonly Handler[]): string[] {
  return handlers.flatMap(({ event, branches }) => listLines(event, branches));
}

function clockLines({ moment, branches }: Clock): string[] {
  return listLines(`after ${momentText(moment)}`, branches);
}

function listLines(title: string, branches: readonly Branch[]): string[] {
  const [only] = branches;
  if (only === undefined) return title === 'always' || title === 'onDone' ? [] : [`${title}: {}`];
  if (branches.length === 1) return [`${title}: ${branchText(only)}`];
  return [`${title}:`, ...indented(branches.map((branch) => `- ${branchText(branch)}`))];
}

function branchText({ guard, target, assign = [], actions = [] }: Branch): string {
  const parts = [
    ...(guard === undefined ? [] : [`[${guard}]`]),
    target === undefined
      ? 'stays'
      : `→ ${typeof target === 'string' ? target : `history of ${target.history}`}`,
    ...assign.map(({ name, expression }) => `${name} := ${expression}`),
    ...actions.map(actionText),
  ];
  return parts.join('  ');
}

function actionText(action: Action): string {
  switch (action.kind) {
    case 'publish':
      return `publish ${action.detail}`;
    case 'notify':
      return `notify ${JSON.stringify(action.message)}`;
    case 'task':
      return 'call sqs:sendMessage';
  }
}

function momentText(moment: Moment): string {
  return 'delay' in moment ? `${moment.kind} ${moment.delay} ms` : `${moment.kind} ${moment.expression}`;
}
