import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  UpdateStateMachineCommand,
  type CreateStateMachineCommandInput,
} from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { isObject, textOf } from '../../local/json.ts';
import { physicalName } from '../../local/resources/names.ts';
import { machineRequest } from '../../local/resources/states.ts';
import type { ResourceRequest } from '../../local/template/deploy.ts';
import type { Account } from '../account.ts';
import { unless, type Kind } from './kind.ts';

/** The service checks it. */
const machineInput = z.custom<CreateStateMachineCommandInput>(isObject);

export function stateMachine({ states, place }: Account): Kind {
  const expected = (request: ResourceRequest) => {
    const name = textOf(request.properties['StateMachineName']) ?? physicalName(request, 80);
    const arn = `arn:aws:states:${place.region}:${place.account}:stateMachine:${name}`;
    return { ref: arn, attributes: { Arn: arn, Name: name } };
  };
  return {
    expected,
    async put(request) {
      const made = expected(request);
      const input = machineInput.parse(await machineRequest(request));
      const created = await unless(
        // Another definition under the same name is refused by the one, or by the other where the role differs.
        ['StateMachineAlreadyExists', 'ConflictException'],
        states.send(new CreateStateMachineCommand(input)),
      );
      if (created === undefined) {
        const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
        await states.send(
          new UpdateStateMachineCommand({
            ...{ stateMachineArn: made.ref, definition, roleArn },
            ...{ loggingConfiguration, tracingConfiguration },
          }),
        );
      }
      const arn = created?.stateMachineArn ?? made.ref;
      return { ref: arn, attributes: { ...made.attributes, Arn: arn } };
    },
    async remove(request) {
      const stateMachineArn = expected(request).ref;
      await unless(
        ['StateMachineDoesNotExist'],
        states.send(new DeleteStateMachineCommand({ stateMachineArn })),
      );
    },
  };
}
