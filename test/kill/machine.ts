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
const ASKED = ['TaskStateEntered', 'TaskScheduled', 'TaskStarted'];
const DONE = ['SucceedStateEntered', 'SucceedStateExited', 'ExecutionSucceeded'];

/** The histories that are right, as the types of all their events. */
export function expected(kind: Kind): readonly (readonly string[])[] {
  switch (kind) {
    case 'waiting':
      return [[...BEGUN, 'WaitStateEntered', 'WaitStateExited', ...DONE]];
    case 'unanswered': {
      const ended = ['TaskTimedOut', 'TaskStateExited', ...DONE];
      // Its time may be up before a cloud that was killed is back and has made the call.
      return [
        [...BEGUN, ...ASKED, 'TaskSubmitted', ...ended],
        [...BEGUN, ...ASKED, ...ended],
      ];
    }
    case 'answered':
      return [[...BEGUN, ...ASKED, 'TaskSubmitted', 'TaskSucceeded', 'TaskStateExited', ...DONE]];
  }
}
