/** What a story that fails says. */
export async function failureOf(story: PromiseLike<unknown>): Promise<string> {
  try {
    await story;
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message}`;
  }
  throw new Error('It did not fail');
}
