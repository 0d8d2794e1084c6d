/** What comes back for task tokens. */
import type { Answer } from '../asl/engine/execution.ts';
import { readToken, type TokenContent } from '../asl/engine/token.ts';
import { parseJson } from '../asl/json.ts';
import { AwsError, type Json } from '../service.ts';
import type { Context, Operations } from './context.ts';
import { optionalText, text, type Request } from './request.ts';

export const taskOperations: Operations = {
  SendTaskSuccess: (request, context) => {
    const token = tokenIn(request, context);
    return answer(token, { kind: 'succeeded', output: outputIn(request) }, context);
  },
  SendTaskFailure: (request, context) => {
    const token = tokenIn(request, context);
    const error = optionalText(request, 'error');
    return answer(token, { kind: 'failed', error, cause: optionalText(request, 'cause') }, context);
  },
  SendTaskHeartbeat: async (request, context) => {
    const token = tokenIn(request, context);
    if (!context.player.heartbeat(token)) throw timedOut();
    await context.player.stored(token.execution);
    return {};
  },
};

async function answer(token: TokenContent, given: Answer, { player }: Context): Promise<Json> {
  if (!player.answer(token, given)) throw timedOut();
  await player.stored(token.execution);
  return {};
}

function tokenIn(request: Request, { store }: Context): TokenContent {
  const token = readToken(text(request, 'taskToken'));
  if (token === undefined) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  if (store.executions.find(token.execution) !== undefined) return token;
  throw new AwsError('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist'");
}

/** A task that was answered, timed out, or whose state was left otherwise: AWS makes no difference. */
function timedOut(): AwsError {
  return new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
}

function outputIn(request: Request): Json {
  const output = text(request, 'output');
  try {
    return parseJson(output);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError('InvalidOutput', `Invalid Output: '${reason}'`);
  }
}
