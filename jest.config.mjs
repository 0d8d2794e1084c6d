import { join } from 'node:path';
import process from 'node:process';

// What the processes that tests start have read once, the next ones need not strip of its types and compile again.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/node');

/** Jest runs the sources as they are: ES modules, types stripped by swc. */
export default {
  testEnvironment: '<rootDir>/test/environment.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', tsx: true },
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  // Machines are shared and slow at times: this ends what hangs, nothing else.
  testTimeout: 120_000,
  maxWorkers: 2,
  // What files leave in memory slows those that come after: beyond that much, a worker gives way to a new one.
  workerIdleMemoryLimit: '900MB',
  // A worker has nothing open when it is told to end, and yet takes a second: its memory of one or two gigabytes is given
  // back first. After half a second, the default, Jest would kill it and speak of leaks. A real one is told as ever.
  workerGracefulExitTimeout: 10_000,
  testSequencer: '<rootDir>/test/sequencer.mjs',
  globalTeardown: '<rootDir>/test/e2e/teardown.ts',
  transformIgnorePatterns: ['/node_modules/'],
};
