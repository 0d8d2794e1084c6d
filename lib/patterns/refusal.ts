/** Thrown inside the parser where a pattern is not valid; `parsePattern` turns it into its result. */
export class Refusal extends Error {
  readonly position: number;

  constructor(reason: string, position: number) {
    super(reason);
    this.position = position;
  }
}
