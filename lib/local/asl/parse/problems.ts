/** What AWS reports of a definition. */
export type Problem = {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  /** A JSON pointer; absent where the whole is meant. */
  readonly location?: string;
};

/** Collects all that is wrong, in the order of the definition. */
export class Problems {
  readonly list: Problem[] = [];

  schema(message: string, location: string): void {
    this.list.push({ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message, location });
  }

  /** No JSONata at all. */
  noJsonata(message: string, location: string): void {
    this.list.push({ severity: 'ERROR', code: 'INVALID_JSONATA_EXPRESSION', message, location });
  }

  /** JSONata that reads what there is not. */
  unreadable(message: string, location: string): void {
    this.list.push({ severity: 'ERROR', code: 'UNSUPPORTED_JSONATA_EXPRESSION', message, location });
  }

  endless(): void {
    this.list.push({
      severity: 'ERROR',
      code: 'MISSING_END_STATE',
      message: 'Workflow has no terminal state',
    });
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
