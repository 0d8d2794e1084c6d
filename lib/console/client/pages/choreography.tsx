import { address } from '../../address.ts';
import type { ChoreographyAnswer, Count } from '../../api.ts';
import type { StateInfo } from '../graph/node.tsx';
import { Graph, splitFor } from '../graph/graph.tsx';
import { Inbox } from '../lists/inbox.tsx';
import { Filters } from '../lists/filters.tsx';
import { Instances } from '../lists/instances.tsx';
import { useLive } from '../live.ts';
import { setQuery, useLocation } from '../navigation.tsx';
import { countText } from '../parts/count.tsx';
import { Shell } from '../shell.tsx';

export function ChoreographyPage({ id }: { id: string }) {
  const { data, error, missing } = useLive<ChoreographyAnswer>(`/api${address.choreography(id)}`);
  const title = data?.title ?? id;
  return (
    <Shell
      title={title}
      trail={[{ text: title, href: address.choreography(id) }]}
      error={error}
      missing={missing !== undefined}
    >
      {data === undefined ? null : <Choreography answer={data} />}
    </Shell>
  );
}

function Choreography({ answer }: { answer: ChoreographyAnswer }) {
  const query = useLocation().searchParams;
  const inbox = query.get('show') === 'inbox';
  const chosen = query.get('state') ?? undefined;
  const { id, title, description, picture, awsUrl } = answer;
  return (
    <>
      <div className="heading">
        <div>
          <h1>{title}</h1>
          <p className="dim about">{description ?? id}</p>
        </div>
        <AwsLink url={awsUrl} />
      </div>
      <div className={splitFor(picture)}>
        <Graph
          label={`The states of ${title}`}
          picture={picture}
          infoOf={(state) => infoOf(answer, state, chosen)}
          focus={chosen}
        />
        <section className="panel" aria-label="Instances and inbox">
          <div className="tabs">
            <button
              type="button"
              aria-pressed={!inbox}
              onClick={() => setQuery({ show: undefined, kind: undefined })}
            >
              Instances
            </button>
            <button type="button" aria-pressed={inbox} onClick={() => setQuery({ show: 'inbox' })}>
              Inbox <span className="number">{countText(inboxCount(answer))}</span>
            </button>
          </div>
          {inbox ? (
            <Inbox choreography={id} kind={query.get('kind')} />
          ) : (
            <>
              <Filters answer={answer} query={query} />
              <Instances
                choreography={id}
                query={filterOf(query)}
                filtered={[...filterOf(query)].length > 0}
              />
            </>
          )}
        </section>
      </div>
    </>
  );
}

/** Held, not allowed, or late. */
function inboxCount({ deviations, held, overdue }: ChoreographyAnswer): Count {
  const all = [deviations, held, overdue];
  return {
    count: all.reduce((sum, { count }) => sum + count, 0),
    atLeast: all.some(({ atLeast }) => atLeast),
  };
}

export function AwsLink({ url }: { url: string | undefined }) {
  if (url === undefined) return null;
  return (
    <a className="out" href={url} target="_blank" rel="noreferrer">
      Step Functions ↗
    </a>
  );
}

function filterOf(query: URLSearchParams): URLSearchParams {
  const filter = new URLSearchParams();
  for (const name of ['search', 'status', 'state']) {
    const value = query.get(name);
    if (value !== null && value !== '') filter.set(name, value);
  }
  return filter;
}

/** How many stand in each state; a click shows who. */
function infoOf({ states, id }: ChoreographyAnswer, state: string, chosen: string | undefined): StateInfo {
  const tally = states.find((each) => each.state === state);
  const late = tally !== undefined && tally.overdue > 0;
  const words = tally === undefined ? '' : `${tally.count} here${late ? `, ${tally.overdue} overdue` : ''}`;
  return {
    sign: undefined,
    words,
    badge: tally === undefined ? undefined : String(tally.count),
    late,
    arrived: undefined,
    current: false,
    chosen: chosen === state,
    choose:
      id === '' || state === '' || state.startsWith('#')
        ? undefined
        : () => setQuery({ state: chosen === state ? undefined : state, show: undefined, kind: undefined }),
  };
}
