import { inWords } from '../../../layout/durations.ts';
import { isMadeUp } from '../../../projection/no-instance.ts';
import type { InstanceAnswer, Place } from '../../api.ts';
import { saysTheSame } from '../../errors-in-words.ts';
import type { Sign } from '../../signs.ts';
import { useChanged } from '../live.ts';
import { SignIcon } from '../parts/sign.tsx';
import { Time } from '../parts/time.tsx';
import { placesText, wasUnexpected } from '../words.ts';
import { AwsLink } from './choreography.tsx';
import { isDropped } from './expected.tsx';

export function InstanceHeader({ answer, sign }: { answer: InstanceAnswer; sign: Sign }) {
  const where = placesText(answer);
  const changed = useChanged(`${where} ${sign}`);
  return (
    <div className="heading">
      <div>
        <h1 className="instance-id" title={answer.correlationId}>
          {isMadeUp(answer.correlationId) ? 'An event without a correlation id' : answer.correlationId}
        </h1>
        <p className={changed ? 'status changed' : 'status'} role="status">
          <SignIcon sign={sign} />
          <strong>{where}</strong>
          {answer.status === 'running' ? <Running answer={answer} /> : <Over answer={answer} where={where} />}
        </p>
        <Awaits {...answer} />
        <Holds {...answer} />
      </div>
      <AwsLink url={answer.awsUrl} />
    </div>
  );
}

function Running({ answer }: { answer: InstanceAnswer }) {
  const { places, arrived } = answer;
  const [place] = places;
  if (place === undefined) return null;
  const members = arrived[place.state];
  const all =
    members === undefined ? 0 : members.length + places.filter(({ member }) => member !== undefined).length;
  const [since = place.since] = places.map((each) => each.since).sort();
  const [due] = places.flatMap((each) => each.due ?? []).sort();
  return (
    <>
      <Dot />
      <span>
        since <Time at={since} form="since" />
      </span>
      {members === undefined || place.member === undefined ? null : (
        <>
          <Dot />
          <span>
            {members.length} of {all} arrived
          </span>
        </>
      )}
      <Progress answer={answer} state={place.state} />
      <Clocks due={due} />
    </>
  );
}

/** Of a forEach: how many of its items have come to an end. */
function Progress({ answer: { items, picture }, state }: { answer: InstanceAnswer; state: string }) {
  const counts = items[state];
  if (counts === undefined) return null;
  const ends = new Set(picture.nodes.filter(({ kind }) => kind === 'final').map(({ id }) => id));
  const all = Object.entries(counts);
  const sum = (each: typeof all) => each.reduce((total, [, count]) => total + count, 0);
  return (
    <>
      <Dot />
      <span>
        {sum(all.filter(([inner]) => ends.has(inner)))} of {sum(all)} done
      </span>
    </>
  );
}

function Clocks({ due }: Pick<Place, 'due'>) {
  if (due === undefined) return null;
  return (
    <>
      <Dot />
      <Time at={due} form="due" />
    </>
  );
}

function Over({ answer, where }: { answer: InstanceAnswer; where: string }) {
  const { openedAt, closedAt, error, cause, status } = answer;
  return (
    <>
      {status === 'failed' && error !== undefined && !wasUnexpected(answer) && !saysTheSame(error, where) ? (
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

/** What is missing, in one line; the list below the events says more. */
function Awaits({ awaited }: InstanceAnswer) {
  const names = [...new Set(awaited.filter((each) => !isDropped(each)).map(({ event }) => event))];
  const shown = names.slice(0, MOST_NAMES);
  const others = names.length - shown.length;
  if (shown.length === 0) return null;
  return (
    <p className="awaits">
      <span className="dim">Awaits </span>
      {shown.map((name, index) => (
        <span key={name}>
          {index === 0 ? null : <span className="dim">, </span>}
          {name}
        </span>
      ))}
      {others > 0 ? <span className="dim"> or {others} more</span> : null}
    </p>
  );
}

/** What came before its turn, and is there already when it is awaited. */
function Holds({ timeline }: InstanceAnswer) {
  const held = timeline.flatMap(({ title, what }) =>
    what.kind === 'event' && what.heldUntil !== undefined ? [{ title, until: what.heldUntil }] : [],
  );
  const [first, ...others] = held.sort((a, b) => (a.until < b.until ? -1 : 1));
  if (first === undefined) return null;
  return (
    <p className="holds">
      <span className="dim">Holds </span>
      <SignIcon sign="held" /> {first.title}{' '}
      <span className="dim">
        <Time at={first.until} form="until" />
        {others.length > 0 ? ` and ${others.length} more` : ''}
      </span>
    </p>
  );
}

const MOST_NAMES = 5;

function Dot() {
  return (
    <span className="dot" aria-hidden="true">
      ·
    </span>
  );
}
