/**
 * What cannot be deployed and whoever asked for it can put right: a name, a setting, a size. Its message is shown as it
 * is, without a stack.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
