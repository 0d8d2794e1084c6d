import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { z } from 'zod';
import { isObject, objectOf, textOf, type JsonObject } from '../../local/json.ts';
import { physicalName } from '../../local/resources/names.ts';
import type { ResourceRequest } from '../../local/template/deploy.ts';
import { TemplateProblem } from '../../local/template/problem.ts';
import type { Account } from '../account.ts';
import { unless, type Kind } from './kind.ts';

/** CloudFormation writes them as the API does; the service checks them. */
const targets = z.array(z.custom<Target>(isObject));
const ABSENT = ['ResourceNotFoundException'];

export function bus({ events, place }: Account): Kind {
  const expected = ({ properties }: ResourceRequest) => {
    const name = textOf(properties['Name']) ?? '';
    const arn = `arn:aws:events:${place.region}:${place.account}:event-bus/${name}`;
    return { ref: name, attributes: { Arn: arn, Name: name } };
  };
  return {
    expected,
    async put(request) {
      const made = expected(request);
      await unless(
        ['ResourceAlreadyExistsException'],
        events.send(new CreateEventBusCommand({ Name: made.ref })),
      );
      return made;
    },
    async remove(request) {
      await unless(ABSENT, events.send(new DeleteEventBusCommand({ Name: expected(request).ref })));
    },
  };
}

export function rule({ events, place }: Account): Kind {
  const namesOf = (request: ResourceRequest) => {
    const bus = textOf(request.properties['EventBusName']);
    return {
      name: textOf(request.properties['Name']) ?? physicalName(request),
      onBus: bus === undefined ? {} : { EventBusName: bus },
      bus: bus === undefined || bus === 'default' ? undefined : bus,
    };
  };
  const expected = (request: ResourceRequest) => {
    const { name, bus } = namesOf(request);
    const path = bus === undefined ? name : `${bus}/${name}`;
    const arn = `arn:aws:events:${place.region}:${place.account}:rule/${path}`;
    return { ref: bus === undefined ? name : `${bus}|${name}`, attributes: { Arn: arn } };
  };

  /** All but those that stay. */
  async function removeTargets(request: ResourceRequest, staying: readonly Target[]): Promise<void> {
    const { name: Rule, onBus } = namesOf(request);
    const listed = await unless(ABSENT, events.send(new ListTargetsByRuleCommand({ Rule, ...onBus })));
    const ids = (listed?.Targets ?? []).map(({ Id }) => Id ?? '');
    const Ids = ids.filter((id) => !staying.some(({ Id }) => Id === id));
    if (Ids.length > 0) await events.send(new RemoveTargetsCommand({ Rule, ...onBus, Ids }));
  }

  return {
    expected,
    async put(request) {
      const { name, onBus } = namesOf(request);
      const { RuleArn } = await events.send(
        new PutRuleCommand({ Name: name, ...onBus, ...settingsOf(request.properties) }),
      );
      const Targets = targets.parse(request.properties['Targets'] ?? []);
      await removeTargets(request, Targets);
      if (Targets.length > 0) {
        const put = await events.send(new PutTargetsCommand({ Rule: name, ...onBus, Targets }));
        const [refused] = put.FailedEntries ?? [];
        if (refused !== undefined)
          throw new TemplateProblem(
            `target ${refused.TargetId} is refused: ${refused.ErrorCode}: ${refused.ErrorMessage}`,
          );
      }
      const made = expected(request);
      return { ...made, attributes: { Arn: RuleArn ?? made.attributes.Arn } };
    },
    async remove(request) {
      await removeTargets(request, []);
      const { name, onBus } = namesOf(request);
      await unless(ABSENT, events.send(new DeleteRuleCommand({ Name: name, ...onBus })));
    },
  };
}

function settingsOf(properties: JsonObject) {
  const { EventPattern: pattern, ScheduleExpression: schedule, Description: description } = properties;
  return {
    State: textOf(properties['State']) === 'DISABLED' ? ('DISABLED' as const) : ('ENABLED' as const),
    ...(pattern !== undefined && {
      EventPattern: typeof pattern === 'string' ? pattern : JSON.stringify(objectOf(pattern)),
    }),
    ...(schedule !== undefined && { ScheduleExpression: textOf(schedule) }),
    ...(description !== undefined && { Description: textOf(description) }),
  };
}
