import type { Awaited, InstanceAnswer } from '../../api.ts';
import { SignIcon } from '../parts/sign.tsx';
import { Time } from '../parts/time.tsx';

/** What is still awaited where the instance stands, where it leads, and until when. */
export function Expected({ answer: { awaited, places, status } }: { answer: InstanceAnswer }) {
  if (status !== 'running' || awaited.length === 0) return null;
  const members = awaited.filter(({ member }) => member);
  const others = distinct(awaited.filter(({ member }) => !member));
  const deadline = places.flatMap((place) => place.deadline ?? []).sort()[0];
  return (
    <div className="expected">
      <h2>Still expected</h2>
      <ul>
        {members.map(({ event }) => (
          <li key={event}>
            <SignIcon sign="unreached" words="still to come" />
            <span>{event}</span>
          </li>
        ))}
        {others.map((each) => (
          <li key={each.event}>
            <SignIcon sign="unreached" words="still to come" />
            <span>
              {each.event} <Ways {...each} />
            </span>
          </li>
        ))}
        {deadline === undefined ? null : (
          <li>
            <SignIcon sign="soon" words="deadline" />
            <span>
              or the deadline, <Time at={deadline} form="clock" />
            </span>
          </li>
        )}
      </ul>
    </div>
  );
}

function Ways({ ways }: Awaited) {
  return (
    <span className="dim">
      {ways.map(({ to, guard }, index) => (
        <span key={index}>
          {index === 0 ? '' : ', '}
          {to === undefined ? 'is dropped' : `→ ${to}`}
          {guard === undefined ? '' : ' if '}
          {guard === undefined ? null : <code>{guard}</code>}
        </span>
      ))}
    </span>
  );
}

/** The members of an `all` all await the events that leave it. */
function distinct(awaited: readonly Awaited[]): Awaited[] {
  return [...new Map(awaited.map((each) => [each.event, each])).values()];
}
