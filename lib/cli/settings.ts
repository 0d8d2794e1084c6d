import { join, resolve } from 'node:path';

/** The project's root: where `statemachines/` and `bin/` lie. */
export const ROOT = join(import.meta.dirname, '..', '..');

/** The folder of choreographies that is deployed and demonstrated; CHOREOGRAPHIES names another than `statemachines/`. */
export const CHOREOGRAPHIES = chosenFolder(process.env['CHOREOGRAPHIES']);

function chosenFolder(name: string | undefined): string {
  return name === undefined || name === '' ? join(ROOT, 'statemachines') : resolve(name);
}

/** The bus the stack creates unless it is given another. */
export const DEFAULT_BUS = 'choreography-monitor';

/** The port emulators of AWS customarily listen on. */
export const DEFAULT_PORT = 4566;

/** What the names of a monitor's resources begin with, unless its stack is given another name. */
export const DEFAULT_PREFIX = 'choreography-monitor';
