/** The assembly asks for something that the local cloud does not have, or is not sound. The message is for its author. */
export class TemplateProblem extends Error {
  constructor(message: string, options?: { cause: unknown }) {
    super(message, options);
    this.name = 'TemplateProblem';
  }
}
