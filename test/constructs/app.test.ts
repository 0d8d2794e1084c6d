import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';

// Each runs the whole app in a process of its own.
jest.setTimeout(120_000);

const ROOT = join(import.meta.dirname, '..', '..');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function temporary(files: Record<string, string> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-test-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** The app as `npm start` and the CDK CLI run it. */
function runApp(variables: Record<string, string>) {
  const out = join(temporary(), 'cdk.out');
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin', 'app.ts')], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: out, ...variables },
  });
  return { out, status, stderr };
}

describe('the app', () => {
  test('makes one stack of everything in statemachines', () => {
    const { out, status, stderr } = runApp({ STACK_NAME: 'shop-monitor', EVENT_BUS_NAME: 'shop' });
    expect([status, stderr]).toStrictEqual([0, '']);
    const { Resources } = z
      .object({ Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() })) })
      .parse(JSON.parse(readFileSync(join(out, 'shop-monitor.template.json'), 'utf8')));
    const names = Object.values(Resources)
      .filter(({ Type }) => Type === 'AWS::StepFunctions::StateMachine')
      .map(({ Properties }) => z.object({ StateMachineName: z.string() }).parse(Properties).StateMachineName);
    const files = readdirSync(join(ROOT, 'statemachines')).filter((name) => name.endsWith('.yaml'));
    expect(files).toContain('car-journey.yaml');
    expect(names.sort()).toStrictEqual(
      files.map((name) => `shop-monitor-${name.replace('.yaml', '')}`).sort(),
    );
    expect(Object.values(Resources).some(({ Type }) => Type === 'AWS::Events::EventBus')).toBe(false);
  });

  test('tells all problems of all files, and then makes nothing', () => {
    const good = readFileSync(join(ROOT, 'statemachines', 'marketplace-order.yaml'), 'utf8');
    const choreographies = temporary({
      'a.yaml':
        'id: a\ncorrelation: detail.id\nevents: { Ping: { source: x } }\nstart: { on: { Pong: Up } }\nstates:\n  Up: { on: { Ping: Dwon } }\n  Down: { final: succeeded }\n',
      'b.yaml': 'id: [\n',
      'good.yaml': good,
    });
    const { out, status, stderr } = runApp({ CHOREOGRAPHIES: choreographies });
    expect(status).toBe(1);
    expect(existsSync(out) ? readdirSync(out) : []).toStrictEqual([]);
    const problems = stderr
      .trim()
      .split('\n')
      .map((line) => line.replace(`${choreographies}/`, '').split(' ').slice(0, 3).join(' '));
    expect(problems).toContain('a.yaml:4:16 error unknown-event');
    expect(problems).toContain('a.yaml:6:21 error unknown-target');
    expect(problems.filter((problem) => /^b\.yaml:\d+:\d+ error syntax$/.test(problem))).not.toStrictEqual(
      [],
    );
    expect(problems.every((problem) => /^[ab]\.yaml:\d+:\d+ (error|warning) [a-z-]+$/.test(problem))).toBe(
      true,
    );
  });

  test('says so where there is no choreography', () => {
    const empty = temporary();
    const { status, stderr } = runApp({ CHOREOGRAPHIES: empty });
    expect([status, stderr]).toStrictEqual([1, `${empty}: no choreography found. Put a YAML file there.\n`]);
  });

  test.each([
    [{ PREFIX: 'bad.prefix' }, 'The prefix "bad.prefix" cannot be part of names'],
    [{ PREFIX: 'p'.repeat(56) }, `The prefix "${'p'.repeat(56)}" has 56 characters`],
    [{ PREFIX: 'p'.repeat(55) }, 'has 82 characters, SQS allows 80'],
    [{ STACK_NAME: 'bad_name' }, 'Stack name must match'],
    [{ EVENT_BUS_NAME: 'no such bus' }, 'eventBusName is "no such bus", which is no name of an event bus.'],
    [
      { EVENT_BUS_NAME: 'arn:aws:events:eu-central-1:123456789012:event-bus/orders' },
      'it takes a name and no ARN',
    ],
  ])('refuses %p in one line, and makes nothing', (variables, message) => {
    const { out, status, stderr } = runApp(variables);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(out) ? readdirSync(out).filter((name) => name.endsWith('.json')) : []).toStrictEqual(
      [],
    );
  });

  test('says that a stack has no room for so many choreographies', () => {
    const good = readFileSync(join(ROOT, 'statemachines', 'marketplace-order.yaml'), 'utf8');
    const many = Array.from(
      { length: 30 },
      (_, index) => [`${index}.yaml`, good.replace(/^id: .*$/m, `id: order-${index}`)] as const,
    );
    const { status, stderr } = runApp({ CHOREOGRAPHIES: temporary(Object.fromEntries<string>(many)) });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^Number of resources in stack 'choreography-monitor': \d+ is greater than allowed/,
    );
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('says which machine Step Functions would not take', () => {
    const states = Array.from(
      { length: 400 },
      (_, index) => `  Step ${index}: { on: { Ping: ${index === 399 ? 'Done' : `Step ${index + 1}`} } }`,
    );
    const large = [
      'id: large',
      'correlation: detail.id',
      'events: { Go: { source: x }, Ping: { source: x } }',
      'start: { on: { Go: Step 0 } }',
      'states:',
      ...states,
      '  Done: { final: succeeded }',
    ].join('\n');
    const { status, stderr } = runApp({ CHOREOGRAPHIES: temporary({ 'large.yaml': large }) });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The state machine of large comes to \d+ bytes; Step Functions takes 1048576\./);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
