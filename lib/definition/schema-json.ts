import { z } from 'zod';
import { completeSchema } from './schema.ts';

/**
 * The JSON Schema of a definition file, for editors. `lib/definition/choreography.schema.json` holds it; a test
 * compares. `node lib/definition/schema-json.ts > lib/definition/choreography.schema.json` writes it anew.
 */
export function definitionJsonSchema(): string {
  return `${JSON.stringify(z.toJSONSchema(completeSchema()), undefined, 2)}\n`;
}

if (import.meta.main) process.stdout.write(definitionJsonSchema());
