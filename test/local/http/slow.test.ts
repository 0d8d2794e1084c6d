import { connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { reserveDoor, type Door } from '../../../lib/local/http/door.ts';

let door: Door;

beforeEach(async () => {
  door = await reserveDoor('127.0.0.1', 0, 200);
  door.open(() => new Response('answered'));
});
afterEach(() => door.close());

/** What a client that says only this is told, until the connection is closed. */
function heardAfter(said: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(door.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (data) => (heard += data.toString()));
    socket.on('error', reject);
    socket.on('close', () => resolve(heard));
    socket.write(said);
  });
}

test('a client that does not come to the point is sent away', async () => {
  expect(await heardAfter('POST / HTTP/1.1\r\nHost: localhost\r\nX-Half: ')).toContain(
    'HTTP/1.1 408 Request Timeout',
  );
});

test('so are those that say nothing at all, and others are answered meanwhile', async () => {
  const silent = Array.from({ length: 100 }, () => heardAfter(''));
  expect(await (await fetch(`http://127.0.0.1:${door.port}`)).text()).toBe('answered');
  for (const heard of await Promise.all(silent)) expect(heard).toContain('408 Request Timeout');
});
