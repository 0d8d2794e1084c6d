/** A task with its token that is answered, one that is not and times out, or a wait; and what comes after. */
export const KINDS = ['answered', 'unanswered', 'waiting'] as const;
export type Kind = (typeof KINDS)[number];

export function definition(queueUrl: string): string {
  return JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Which',
    States: {
      Which: {
        Type: 'Choice',
        Choices: [{ Condition: "{% $states.input.kind = 'waiting' %}", Next: 'Wait' }],
        Default: 'Ask',
      },
      Wait: { Type: 'Wait', Seconds: 3, Next: 'Done' },
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Arguments: {
          QueueUrl: queueUrl,
          MessageBody: {
            name: '{% $states.input.name %}',
            token: '{% $states.context.Task.Token %}',
          },
        },
        TimeoutSeconds: "{% $states.input.kind = 'unanswered' ? 4 : 100000 %}",
        Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Done' }],
        Next: 'Done',
      },
      Done: { Type: 'Succeed' },
    },
  });
}

const BEGUN = ['ExecutionStarted', 'ChoiceStateEntered', 'ChoiceStateExited'];
const ASKED = ['TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskSubmitted'];
const DONE = ['SucceedStateEntered', 'SucceedStateExited', 'ExecutionSucceeded'];

/** The types of all events, each as often as it has to be there. */
export function expected(kind: Kind): readonly string[] {
  switch (kind) {
    case 'waiting':
      return [...BEGUN, 'WaitStateEntered', 'WaitStateExited', ...DONE];
    case 'unanswered':
      return [...BEGUN, ...ASKED, 'TaskTimedOut', 'TaskStateExited', ...DONE];
    case 'answered':
      return [...BEGUN, ...ASKED, 'TaskSucceeded', 'TaskStateExited', ...DONE];
  }
}
