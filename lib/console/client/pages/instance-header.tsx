import { inWords } from '../../../layout/durations.ts';
import type { InstanceAnswer, Place } from '../../api.ts';
import { UNCORRELATED } from '../../api.ts';
import type { Sign } from '../../signs.ts';
import { useChanged } from '../live.ts';
import { SignIcon } from '../parts/sign.tsx';
import { Time } from '../parts/time.tsx';
import { placesText } from '../words.ts';
import { AwsLink } from './choreography.tsx';

export function InstanceHeader({ answer, sign }: { answer: InstanceAnswer; sign: Sign }) {
  const where = placesText(answer);
  const changed = useChanged(`${where} ${sign}`);
  return (
    <div className="heading">
      <div>
        <h1 className="instance-id" title={answer.correlationId}>
          {answer.correlationId.startsWith(UNCORRELATED)
            ? 'An event without a correlation id'
            : answer.correlationId}
        </h1>
        <p className={changed ? 'status changed' : 'status'} role="status">
          <SignIcon sign={sign} />
          <strong>{where}</strong>
          {answer.status === 'running' ? <Running answer={answer} /> : <Over answer={answer} />}
        </p>
      </div>
      <AwsLink url={answer.awsUrl} />
    </div>
  );
}

function Running({ answer: { places, arrived } }: { answer: InstanceAnswer }) {
  const [place] = places;
  if (place === undefined) return null;
  const members = arrived[place.state];
  const all =
    members === undefined ? 0 : members.length + places.filter(({ member }) => member !== undefined).length;
  return (
    <>
      <Dot />
      <span>
        since <Time at={place.since} form="since" />
      </span>
      {members === undefined || place.member === undefined ? null : (
        <>
          <Dot />
          <span>
            {members.length} of {all} arrived
          </span>
        </>
      )}
      <Clocks {...place} />
    </>
  );
}

function Clocks({ due }: Place) {
  if (due === undefined) return null;
  return (
    <>
      <Dot />
      <Time at={due} form="due" />
    </>
  );
}

function Over({ answer: { openedAt, closedAt, error, cause, status } }: { answer: InstanceAnswer }) {
  return (
    <>
      {status === 'failed' && error !== undefined ? (
        <>
          <Dot />
          <code>{error}</code>
        </>
      ) : null}
      {closedAt === undefined ? null : (
        <>
          <Dot />
          <Time at={closedAt} form="ago" />
          <Dot />
          <span>took {inWords(Date.parse(closedAt) - Date.parse(openedAt))}</span>
        </>
      )}
      {cause === undefined || cause === '' ? null : <span className="cause">{cause}</span>}
    </>
  );
}

function Dot() {
  return (
    <span className="dot" aria-hidden="true">
      ·
    </span>
  );
}
