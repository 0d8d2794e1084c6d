import { SFNClient, ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { clientSettings } from '../../../lib/cli/aws.ts';
import { reserveDoor } from '../../../lib/local/http/door.ts';

test('while the cloud starts, an SDK hears so and tries again, and a browser reads it', async () => {
  const door = await reserveDoor('127.0.0.1', 0);
  const url = `http://localhost:${door.port}`;
  const client = new SFNClient({ ...clientSettings(url), maxAttempts: 1 });
  const call = () => client.send(new ListStateMachinesCommand());
  const page = await fetch(url);
  expect([page.status, await page.text()]).toEqual([503, 'The local cloud is starting.\n']);
  await expect(call()).rejects.toMatchObject({
    name: 'ServiceUnavailableException',
    message: 'The local cloud is starting.',
    $metadata: { httpStatusCode: 503 },
  });
  door.open(() => Response.json({ stateMachines: [] }));
  expect((await call()).stateMachines).toEqual([]);
  client.destroy();
  await door.close();
});
