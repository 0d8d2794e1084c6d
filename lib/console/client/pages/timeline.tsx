import { inWords } from '../../../layout/durations.ts';
import type { TimelineEntry } from '../../api.ts';
import type { Sign } from '../../signs.ts';
import { useChanged } from '../live.ts';
import { Payload } from '../parts/payload.tsx';
import { SignIcon } from '../parts/sign.tsx';
import { Time } from '../parts/time.tsx';
import { EVENT_WORDS } from '../words.ts';

/** Newest last: what is added moves nothing. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <>
      <h2>What happened</h2>
      {entries.length === 0 ? <p className="dim quiet">Nothing yet.</p> : null}
      <ol className="timeline">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
    </>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { at, title, detail, what } = entry;
  const { sign, words, chip } = lookOf(entry);
  const changed = useChanged(`${words} ${detail ?? ''}`);
  return (
    <li className={changed ? 'entry changed' : 'entry'}>
      <SignIcon sign={sign} words={words} />
      <div>
        <p className="entry-head">
          <strong>{title}</strong>
          {chip === undefined ? null : <span className={`chip chip-${sign}`}>{chip}</span>}
          <span className="row-when">
            <Time at={at} form="clock" />
          </span>
        </p>
        {detail === undefined ? null : (
          <p className="dim">
            {detail}
            {what.kind === 'event' && what.heldUntil !== undefined ? (
              <>
                , <Time at={what.heldUntil} form="until" />
              </>
            ) : null}
          </p>
        )}
        {what.kind === 'event' ? (
          <>
            {what.heldFor === undefined ? null : (
              <p className="held-for">
                <SignIcon sign="held" /> came early, held for {inWords(what.heldFor)}
              </p>
            )}
            <Payload text={what.payload} />
          </>
        ) : null}
      </div>
    </li>
  );
}

function lookOf({ what }: TimelineEntry): { sign: Sign; words: string; chip: string | undefined } {
  switch (what.kind) {
    case 'deadline':
      return { sign: 'overdue', words: 'deadline', chip: undefined };
    case 'decided':
      return { sign: 'passed', words: 'decided', chip: undefined };
    case 'action':
      return { sign: 'passed', words: 'done by the monitor', chip: undefined };
    case 'task':
      return what.failed
        ? { sign: 'failed', words: 'failed', chip: undefined }
        : { sign: 'passed', words: 'done', chip: undefined };
    case 'redriven':
      return { sign: 'waiting', words: 'redriven', chip: undefined };
    case 'ended':
      return what.status === 'failed'
        ? { sign: 'failed', words: 'failed', chip: undefined }
        : { sign: 'passed', words: 'succeeded', chip: undefined };
    case 'event': {
      const words = EVENT_WORDS[what.status];
      const chip = what.status === 'consumed' ? undefined : words;
      return { sign: signOfEvent(what.status), words, chip };
    }
  }
}

function signOfEvent(status: keyof typeof EVENT_WORDS): Sign {
  switch (status) {
    case 'consumed':
      return 'passed';
    case 'sent':
      return 'waiting';
    case 'held':
      return 'held';
    case 'ignored':
    case 'stale':
    case 'resubmitted':
      return 'unreached';
    default:
      return 'failed';
  }
}
