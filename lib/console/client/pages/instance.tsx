import { address } from '../../address.ts';
import type { InstanceAnswer, NodeMark } from '../../api.ts';
import type { Sign } from '../../signs.ts';
import { signOf } from '../../signs.ts';
import { Graph, splitFor } from '../graph/graph.tsx';
import type { StateInfo } from '../graph/node.tsx';
import { useLive, useNow } from '../live.ts';
import { setQuery, useLocation } from '../navigation.tsx';
import { CopyCommand } from '../parts/command.tsx';
import { SIGN_WORDS } from '../parts/sign.tsx';
import { Shell } from '../shell.tsx';
import { Expected } from './expected.tsx';
import { InstanceHeader } from './instance-header.tsx';
import { Timeline } from './timeline.tsx';

export function InstancePage({ id, correlationId }: { id: string; correlationId: string }) {
  const run = useLocation().searchParams.get('run');
  const path = `/api${address.instance(id, correlationId)}`;
  const { data, error, missing } = useLive<InstanceAnswer>(
    run === null ? path : `${path}?run=${encodeURIComponent(run)}`,
  );
  const title = data?.title ?? missing?.title ?? id;
  const trail = [
    { text: title, href: address.choreography(id) },
    { text: correlationId, href: address.instance(id, correlationId) },
  ];
  return (
    <Shell title={`${correlationId} · ${title}`} trail={trail} error={error} missing={missing !== undefined}>
      {data === undefined ? null : <Instance answer={data} />}
    </Shell>
  );
}

function Instance({ answer }: { answer: InstanceAnswer }) {
  const now = useNow();
  const sign = signOf(answer, now);
  const focus = answer.places[0]?.state ?? answer.lastState;
  return (
    <>
      <InstanceHeader answer={answer} sign={sign} />
      {answer.runs > 1 ? <Runs {...answer} /> : null}
      {answer.note === undefined ? null : <p className="remark">{answer.note}</p>}
      <div className={splitFor(answer.picture)}>
        <Graph
          label={`The way of ${answer.correlationId}`}
          picture={answer.picture}
          taken={answer.taken}
          focus={focus}
          infoOf={(state) => infoOf(answer, state, now)}
        />
        <section className="panel" aria-label="What happened">
          <Timeline entries={answer.timeline} />
          <Expected answer={answer} />
          <ByHand {...answer} />
        </section>
      </div>
    </>
  );
}

function ByHand({ commands }: InstanceAnswer) {
  if (commands.length === 0) return null;
  return (
    <div className="expected">
      <h2>By hand</h2>
      {commands.map((command) => (
        <CopyCommand key={command.text} command={command} />
      ))}
    </div>
  );
}

function Runs({ run, runs }: InstanceAnswer) {
  return (
    <nav className="tabs" aria-label="Runs">
      {Array.from({ length: runs }, (_, index) => index + 1).map((each) => (
        <button
          type="button"
          key={each}
          aria-pressed={each === run}
          onClick={() => setQuery({ run: each === runs ? undefined : String(each) })}
        >
          Run {each}
          {each === runs ? ', the newest' : ''}
        </button>
      ))}
    </nav>
  );
}

function infoOf(answer: InstanceAnswer, state: string, now: number): StateInfo {
  const { marks, arrived } = answer;
  const sign = signFor(answer, state, now);
  const items = itemsIn(answer, state);
  return {
    sign,
    words: wordsOf(marks[state], sign) + (items === undefined ? '' : `, ${items} items`),
    badge: items,
    late: false,
    arrived: arrived[state] ?? [],
    current: marks[state] !== undefined && marks[state] !== 'passed',
    chosen: false,
    choose: undefined,
  };
}

function wordsOf(mark: NodeMark | undefined, sign: Sign): string {
  if (mark === 'current') return `here now, ${SIGN_WORDS[sign]}`;
  return mark === 'passed' ? 'passed' : SIGN_WORDS[sign];
}

/** `12 of 40`, while the items of a forEach are on their way. */
function itemsIn({ items, marks }: InstanceAnswer, state: string): string | undefined {
  for (const [forEach, counts] of Object.entries(items)) {
    const count = counts[state];
    if (marks[forEach] !== 'current' || count === undefined) continue;
    return `${count} of ${Object.values(counts).reduce((sum, each) => sum + each, 0)}`;
  }
  return undefined;
}

/** Of a state where it stands, by its own clocks; of a frame, by those of all that stand in it. */
function signFor({ marks, places, picture, ...rest }: InstanceAnswer, state: string, now: number): Sign {
  const mark: NodeMark | undefined = marks[state];
  switch (mark) {
    case 'current': {
      const parents = new Map(picture.nodes.map(({ id, parent }) => [id, parent]));
      const within = (id: string | undefined): boolean =>
        id !== undefined && (id === state || within(parents.get(id)));
      const here = places.filter((place) => within(place.state));
      return signOf({ ...rest, places: here.length === 0 ? places : here }, now);
    }
    case 'passed':
    case 'succeeded':
      return 'passed';
    case 'failed':
      return 'failed';
    case undefined:
      return 'unreached';
  }
}
