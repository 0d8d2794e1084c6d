/** What AWS reports of a definition; `location` is a JSON pointer. */
export type Problem = {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  readonly location: string;
};

/** Collects all that is wrong, in the order of the definition. */
export class Problems {
  readonly list: Problem[] = [];

  schema(message: string, location: string): void {
    this.list.push({ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message, location });
  }

  target(message: string, location: string): void {
    this.list.push({ severity: 'ERROR', code: 'MISSING_TRANSITION_TARGET', message, location });
  }

  duplicate(message: string, location: string): void {
    this.list.push({ severity: 'ERROR', code: 'DUPLICATE_STATE_NAME', message, location });
  }

  /** Right in AWS, but not played by this local cloud. */
  unsupported(message: string, location: string): void {
    this.schema(`${message} The local cloud does not support this.`, location);
  }
}
