/** Something the user can put right. Its message is shown as it is, without a stack, and the command exits with 1. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
