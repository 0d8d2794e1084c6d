import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { numberOf, textOf } from '../../local/json.ts';
import { physicalName } from '../../local/resources/names.ts';
import type { ResourceRequest } from '../../local/template/deploy.ts';
import type { Account } from '../account.ts';
import { unless, type Kind } from './kind.ts';

export function logGroup({ logs, place }: Account): Kind {
  const expected = (request: ResourceRequest) => {
    const name = textOf(request.properties['LogGroupName']) ?? physicalName(request, 512);
    const arn = `arn:aws:logs:${place.region}:${place.account}:log-group:${name}:*`;
    return { ref: name, attributes: { Arn: arn } };
  };
  return {
    expected,
    async put(request) {
      const made = expected(request);
      const logGroupName = made.ref;
      await unless(
        ['ResourceAlreadyExistsException'],
        logs.send(new CreateLogGroupCommand({ logGroupName })),
      );
      const retentionInDays = numberOf(request.properties['RetentionInDays']);
      if (retentionInDays !== undefined)
        await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
      return made;
    },
    async remove(request) {
      const logGroupName = expected(request).ref;
      await unless(['ResourceNotFoundException'], logs.send(new DeleteLogGroupCommand({ logGroupName })));
    },
  };
}
