import { isMadeUp } from '../../../projection/no-instance.ts';
import { address } from '../../address.ts';
import type { InboxAnswer, InboxEntry, InboxKind } from '../../inbox-api.ts';
import type { Sign } from '../../signs.ts';
import { useLive } from '../live.ts';
import { Link, setQuery } from '../navigation.tsx';
import { CopyCommand } from '../parts/command.tsx';
import { countText } from '../parts/count.tsx';
import { Cut } from '../parts/cut.tsx';
import { SignIcon } from '../parts/sign.tsx';
import { Time } from '../parts/time.tsx';
import { INBOX_WORDS } from '../words.ts';
import { useHeld } from './held.ts';
import { useSteady } from './steady.ts';

const idOf = ({ choreography, correlationId, identity, kind, name }: InboxEntry) =>
  JSON.stringify([choreography, correlationId, kind, identity ?? name]);

/** Of one choreography, or without one of all. */
export function Inbox({ choreography, kind }: { choreography?: string; kind: string | null }) {
  const base = choreography === undefined ? address.inbox() : `${address.choreography(choreography)}/inbox`;
  const path = `/api${base}${kind === null ? '' : `?kind=${encodeURIComponent(kind)}`}`;
  const { data, error } = useLive<InboxAnswer>(path);
  const { held, handlers } = useHeld();
  const { rows, waiting, release } = useSteady(data?.entries ?? [], idOf, { held, question: path });
  if (data === undefined) return <p className="dim quiet">{error ?? 'Reading…'}</p>;
  const { matching, kinds } = data;
  const more = matching.atLeast || matching.count > data.entries.length;
  return (
    <>
      <Kinds kinds={kinds} chosen={kind} />
      <div className="rows" {...handlers}>
        <div className="rows-head">
          <p role="status">
            {more ? `The newest ${data.entries.length} of ${countText(matching)}` : countText(matching)}
            {matching.count === 1 ? ' entry' : ' entries'}
          </p>
          {waiting > 0 ? (
            <button type="button" className="waiting" onClick={release}>
              {waiting} new
            </button>
          ) : null}
        </div>
        {rows.length === 0 ? (
          <p className="dim quiet">
            {kind === null
              ? 'Nothing waits, and everything so far was as declared.'
              : 'Nothing of this kind. Take the filter away to see the rest.'}
          </p>
        ) : (
          <ul className="list">
            {rows.map(({ id, value, gone }) => (
              <Entry key={id} entry={value} everywhere={choreography === undefined} gone={gone} />
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

function Kinds({ kinds, chosen }: { kinds: InboxAnswer['kinds']; chosen: string | null }) {
  if (kinds.length === 0 && chosen === null) return null;
  return (
    <fieldset className="kinds">
      <legend className="unseen">Kind</legend>
      {kinds.map(({ kind, count }) => (
        <button
          type="button"
          key={kind}
          aria-pressed={kind === chosen}
          onClick={() => setQuery({ kind: kind === chosen ? undefined : kind })}
        >
          <SignIcon sign={signOfKind(kind)} words="" />
          {INBOX_WORDS[kind]} <span className="number">{countText(count)}</span>
        </button>
      ))}
    </fieldset>
  );
}

function Entry({ entry, everywhere, gone }: { entry: InboxEntry; everywhere: boolean; gone: boolean }) {
  const { kind, choreography, title, name, correlationId, at, reason, until, command } = entry;
  return (
    <li className={gone ? 'deviation gone' : 'deviation'}>
      <SignIcon sign={signOfKind(kind)} words={INBOX_WORDS[kind]} />
      <div>
        <div className="deviation-head">
          <p className="whose">
            <strong>{name}</strong>
            <span className={`chip chip-${signOfKind(kind)}`}>{INBOX_WORDS[kind]}</span>
            <Link className="plain" href={address.instance(choreography, correlationId)}>
              {isMadeUp(correlationId) ? 'Show the event' : <Cut text={correlationId} />}
            </Link>
            {everywhere ? (
              <span className="dim">
                in <Link href={address.choreography(choreography)}>{title}</Link>
              </span>
            ) : null}
          </p>
          <span className="row-when">
            <Time at={at} form="ago" />
          </span>
        </div>
        <p className="dim">
          {reason} {until === undefined ? null : <HeldUntil at={until} />}
        </p>
        {command === undefined ? null : <CopyCommand command={command} />}
      </div>
    </li>
  );
}

export function HeldUntil({ at }: { at: string }) {
  return (
    <>
      It is held <Time at={at} form="until" />.
    </>
  );
}

export function signOfKind(kind: InboxKind): Sign {
  switch (kind) {
    case 'held':
      return 'held';
    case 'overdue':
      return 'overdue';
    case 'year-end':
      return 'soon';
    default:
      return 'failed';
  }
}
