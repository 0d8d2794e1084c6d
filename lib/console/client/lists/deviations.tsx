import { address } from '../../address.ts';
import type { DeviationEntry, DeviationsAnswer } from '../../api.ts';
import { UNCORRELATED } from '../../api.ts';
import { useLive } from '../live.ts';
import { Link } from '../navigation.tsx';
import { countText } from '../parts/count.tsx';
import { Cut } from '../parts/cut.tsx';
import { SignIcon } from '../parts/sign.tsx';
import { Time } from '../parts/time.tsx';
import { EVENT_WORDS } from '../words.ts';
import { useHeld } from './held.ts';
import { useSteady } from './steady.ts';

const idOf = ({ correlationId, identity }: DeviationEntry) => JSON.stringify([correlationId, identity]);

export function Deviations({ choreography }: { choreography: string }) {
  const path = `/api${address.choreography(choreography)}/deviations`;
  const { data, error } = useLive<DeviationsAnswer>(path);
  const { held, handlers } = useHeld();
  const { rows, waiting, release } = useSteady(data?.deviations ?? [], idOf, { held, question: path });
  if (data === undefined) return <p className="dim quiet">{error ?? 'Reading…'}</p>;
  return (
    <div className="rows" {...handlers}>
      <div className="rows-head">
        <p role="status">
          {countText(data.matching)} {data.matching.count === 1 ? 'event' : 'events'} that the choreography
          does not allow
        </p>
        {waiting > 0 ? (
          <button type="button" className="waiting" onClick={release}>
            {waiting} new
          </button>
        ) : null}
      </div>
      {rows.length === 0 ? (
        <p className="dim quiet">Everything so far was as declared.</p>
      ) : (
        <ul className="list">
          {rows.map(({ id, value }) => (
            <Entry key={id} choreography={choreography} entry={value} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Entry({ choreography, entry }: { choreography: string; entry: DeviationEntry }) {
  const { deviation, event, correlationId, receivedAt, reason } = entry;
  return (
    <li className="deviation">
      <SignIcon sign="failed" words={EVENT_WORDS[deviation]} />
      <div>
        <p className="deviation-head">
          <strong>{event}</strong> <span className="chip chip-failed">{EVENT_WORDS[deviation]}</span>
          <span className="row-when">
            <Time at={receivedAt} form="ago" />
          </span>
        </p>
        <p>
          <Link className="plain" href={address.instance(choreography, correlationId)}>
            {correlationId.startsWith(UNCORRELATED) ? 'Show the event' : <Cut text={correlationId} />}
          </Link>
        </p>
        <p className="dim">{reason}</p>
      </div>
    </li>
  );
}
