import { expect, test } from '@jest/globals';
import { commandsAt } from '../../lib/console/server/commands.ts';

const ARN = 'arn:aws:states:eu-west-1:1:stateMachine:';
const redriven = (place: Parameters<typeof commandsAt>[0], prefix: string, correlationId: string) =>
  commandsAt(place, `${ARN}${prefix}-`).about(
    'unfinished-redrive',
    { choreography: 'car', correlationId },
    undefined,
  )?.text;
const AWS = { kind: 'aws', region: 'eu-west-1' } as const;

test('a command names the local cloud where that is meant, and the monitor where it has a name of its own', () => {
  expect(redriven(AWS, 'choreography-monitor', '7')).toBe('npm run choreo -- redrive car 7');
  expect(redriven(AWS, 'east', '7')).toBe('npm run choreo -- redrive car 7 --prefix east');
  expect(redriven({ kind: 'local', url: 'http://localhost:4570' }, 'choreography-monitor', '7')).toBe(
    'AWS_ENDPOINT_URL=http://localhost:4570 npm run choreo -- redrive car 7',
  );
});

test('a command is read by a shell as it was meant, whatever the id is', () => {
  expect(redriven(AWS, 'choreography-monitor', "$(rm -rf ~) 'x'")).toBe(
    `npm run choreo -- redrive car '$(rm -rf ~) '\\''x'\\'''`,
  );
  expect(redriven(AWS, 'east', '-7')).toBe('npm run choreo -- redrive --prefix east -- car -7');
});

test('an event of no instance is named by its identity alone', () => {
  const { about } = commandsAt(AWS, `${ARN}choreography-monitor-`);
  const whose = { choreography: 'car', correlationId: '!uncorrelated#6b26e03420d9a06b' };
  expect(about('uncorrelated', whose, '8b9f34b5')).toStrictEqual({
    does: 'Give it to its queue again',
    text: 'npm run choreo -- resubmit car 8b9f34b5',
  });
});
