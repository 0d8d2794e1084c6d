import { address } from '../../address.ts';
import type { InstancesAnswer, InstanceSummary } from '../../api.ts';
import { signOf } from '../../signs.ts';
import { useChanged, useLive, useNow } from '../live.ts';
import { Link } from '../navigation.tsx';
import { countText } from '../parts/count.tsx';
import { Cut } from '../parts/cut.tsx';
import { SignIcon } from '../parts/sign.tsx';
import { Time } from '../parts/time.tsx';
import { placesText, stateText, wasUnexpected } from '../words.ts';
import { useHeld } from './held.ts';
import { useSteady } from './steady.ts';

type Props = { readonly choreography: string; readonly query: URLSearchParams; readonly filtered: boolean };

export function Instances({ choreography, query, filtered }: Props) {
  const path = `/api${address.choreography(choreography)}/instances?${query.toString()}`;
  const { data, error } = useLive<InstancesAnswer>(path);
  if (data === undefined) return <p className="dim quiet">{error ?? 'Reading…'}</p>;
  const searched = query.get('search') ?? '';
  return (
    <Rows choreography={choreography} answer={data} question={path} filtered={filtered} searched={searched} />
  );
}

function Rows({
  choreography,
  answer,
  question,
  filtered,
  searched,
}: {
  choreography: string;
  answer: InstancesAnswer;
  question: string;
  filtered: boolean;
  searched: string;
}) {
  const { held, handlers } = useHeld();
  const { rows, waiting, release } = useSteady(answer.instances, (each) => each.correlationId, {
    held,
    question,
  });
  const more = answer.matching.count > answer.instances.length;
  return (
    <div className="rows" {...handlers}>
      <div className="rows-head">
        <p role="status">
          {countText(answer.matching)} {answer.matching.count === 1 ? 'instance' : 'instances'}
          {more ? `, the newest ${answer.instances.length} shown` : ''}
        </p>
        {waiting > 0 ? (
          <button type="button" className="waiting" onClick={release}>
            {waiting} new
          </button>
        ) : null}
      </div>
      {rows.length === 0 ? (
        <p className="dim quiet">
          {answer.onlyEvents ? (
            <OnlyEvents choreography={choreography} search={searched} />
          ) : filtered ? (
            'No instance fits. Take a filter away, or search by another id.'
          ) : (
            'No instance yet.'
          )}
        </p>
      ) : (
        <ul className="list">
          {rows.map(({ id, value, gone }) => (
            <Row key={id} choreography={choreography} instance={value} gone={gone} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** A payment may come before its order, or for an order that nobody knows. */
function OnlyEvents({ choreography, search }: { choreography: string; search: string }) {
  return (
    <>
      No instance was opened for this id, but{' '}
      <Link className="plain" href={address.instance(choreography, search.trim())}>
        events with it have come
      </Link>
      .
    </>
  );
}

type RowProps = { choreography: string; instance: InstanceSummary; gone: boolean };

function Row({ choreography, instance, gone }: RowProps) {
  const sign = signOf(instance, useNow());
  const where = placesText(instance);
  const changed = useChanged(`${sign} ${where} ${instance.run}`);
  const classes = ['row', changed ? 'changed' : '', gone ? 'gone' : ''];
  return (
    <li className={classes.join(' ')}>
      <Link href={address.instance(choreography, instance.correlationId)}>
        <SignIcon sign={sign} />
        <span className="row-id">
          <Cut text={instance.correlationId} />
          {instance.run > 1 ? <span className="chip">run {instance.run}</span> : null}
        </span>
        <span className="row-where">
          <Cut text={stateText(instance)} />
          {wasUnexpected(instance) ? <span className="row-mishap">unexpected event</span> : null}
        </span>
        <span className="row-when">
          <When instance={instance} />
        </span>
      </Link>
    </li>
  );
}

function When({ instance: { closedAt, openedAt, places } }: { instance: InstanceSummary }) {
  if (closedAt !== undefined) return <Time at={closedAt} form="ago" />;
  const since = places.map((place) => place.since).sort()[0] ?? openedAt;
  const due = places
    .flatMap((place) => place.due ?? [])
    .sort()
    .at(0);
  return (
    <>
      <span>
        since <Time at={since} form="since" />
      </span>
      {due === undefined ? null : (
        <span className="row-due">
          <Time at={due} form="due" />
        </span>
      )}
    </>
  );
}
