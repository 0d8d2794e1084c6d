import type { Awaited, InstanceAnswer } from '../../api.ts';
import { SignIcon } from '../parts/sign.tsx';
import { Time } from '../parts/time.tsx';

/** What is still awaited where the instance stands, where it leads, and until when. */
export function Expected({ answer: { awaited, places, status } }: { answer: InstanceAnswer }) {
  if (status !== 'running' || awaited.length === 0) return null;
  const members = awaited.filter(({ member }) => member);
  const others = distinct(awaited.filter((each) => !each.member && !isDropped(each)));
  const dropped = [...new Set(awaited.filter(isDropped).map(({ event }) => event))];
  const several = new Set(places.map(({ state }) => state)).size > 1;
  const deadlines = [
    ...new Map(places.flatMap(({ state, deadline }) => (deadline === undefined ? [] : [[state, deadline]]))),
  ].sort(([, a], [, b]) => (a < b ? -1 : 1));
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
          <li key={`${each.state} ${each.event} ${each.items?.count ?? ''}`}>
            <SignIcon sign="unreached" words="still to come" />
            <span>
              {each.event} <Ways {...each} />
              {each.items === undefined ? null : (
                <span className="dim">
                  {' '}
                  for {each.items.count} of {each.items.of}
                </span>
              )}
              {several && each.items === undefined ? <span className="dim"> in {each.state}</span> : null}
            </span>
          </li>
        ))}
        {deadlines.map(([state, deadline]) => (
          <li key={state}>
            <SignIcon sign="soon" words="deadline" />
            <span>
              or the deadline{several ? ` of ${state}` : ''}, <Time at={deadline} form="clock" />
            </span>
          </li>
        ))}
      </ul>
      {dropped.length === 0 ? null : <p className="dim">Recorded, and nothing more: {dropped.join(', ')}</p>}
    </div>
  );
}

function Ways({ ways }: Awaited) {
  return (
    <span className="dim">
      {ways.map(({ to, guard, stays }, index) => (
        <span key={index}>
          {index === 0 ? '' : ', '}
          {to === undefined ? 'is dropped' : stays ? 'changes no state' : `→ ${to}`}
          {guard === undefined ? '' : ' if '}
          {guard === undefined ? null : <code>{guard}</code>}
        </span>
      ))}
    </span>
  );
}

/** Whatever its guards say, it leads nowhere. */
export function isDropped({ ways }: Awaited): boolean {
  return ways.length > 0 && ways.every(({ to }) => to === undefined);
}

/** The members of an `all`, and the regions of a parallel, all await the events that leave it. */
function distinct(awaited: readonly Awaited[]): Awaited[] {
  const known = new Map<string, Awaited>();
  for (const each of awaited) {
    const key = JSON.stringify([each.event, each.items === undefined ? each.ways : each]);
    if (!known.has(key)) known.set(key, each);
  }
  return [...known.values()];
}
