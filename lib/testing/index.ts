/**
 * The test kit: stories of choreographies, and state machines as such, in virtual time. docs/testing.md shows how it is
 * used.
 */
export { after, fail, never, payload, submitted } from './answers.ts';
export type { Answer } from './answers.ts';
export { event } from './events/event.ts';
export type { TestEvent } from './events/event.ts';
export { DefinitionRefused, machine } from './machine/machine.ts';
export type { RunOptions, TestMachine } from './machine/machine.ts';
export type { MachineRun, WaitingTask } from './machine/run.ts';
export type { TracedState } from './machine/trace.ts';
export { Unanswered } from './mocks.ts';
export type { Answers, TaskCall } from './mocks.ts';
export { at } from './story/at.ts';
export type { Expectation } from './story/expectation.ts';
export { StoryFailed } from './story/failed.ts';
export { given } from './story/given.ts';
export type { Source, StoryOptions } from './story/given.ts';
export type { Seen } from './story/seen.ts';
export type { Step, Story } from './story/story.ts';
