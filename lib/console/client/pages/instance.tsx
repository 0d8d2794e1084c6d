import { address } from '../../address.ts';
import type { InstanceAnswer } from '../../api.ts';
import { signOf } from '../../signs.ts';
import { Graph } from '../graph/graph.tsx';
import type { StateInfo } from '../graph/node.tsx';
import { useLive, useNow } from '../live.ts';
import { setQuery, useLocation } from '../navigation.tsx';
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
  const trail = [
    { text: data?.title ?? id, href: address.choreography(id) },
    { text: correlationId, href: address.instance(id, correlationId) },
  ];
  return (
    <Shell title={`${correlationId} · ${data?.title ?? id}`} trail={trail} error={error} missing={missing}>
      {data === undefined ? null : <Instance answer={data} />}
    </Shell>
  );
}

function Instance({ answer }: { answer: InstanceAnswer }) {
  const sign = signOf(answer, useNow());
  const focus = answer.places[0]?.state ?? answer.lastState;
  return (
    <>
      <InstanceHeader answer={answer} sign={sign} />
      {answer.runs > 1 ? <Runs {...answer} /> : null}
      {answer.note === undefined ? null : <p className="remark">{answer.note}</p>}
      <div className="split">
        <Graph
          label={`The way of ${answer.correlationId}`}
          picture={answer.picture}
          taken={answer.taken}
          focus={focus}
          infoOf={(state) => infoOf(answer, state, sign)}
        />
        <section className="panel" aria-label="What happened">
          <Timeline entries={answer.timeline} />
          <Expected answer={answer} />
        </section>
      </div>
    </>
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

function infoOf(
  { marks, arrived }: InstanceAnswer,
  state: string,
  now: ReturnType<typeof signOf>,
): StateInfo {
  const sign = signFor(marks[state], now);
  return {
    sign,
    words:
      marks[state] === 'current'
        ? `here now, ${SIGN_WORDS[sign]}`
        : marks[state] === 'passed'
          ? 'passed'
          : SIGN_WORDS[sign],
    badge: undefined,
    late: false,
    arrived: arrived[state] ?? [],
    current: marks[state] !== undefined && marks[state] !== 'passed',
    chosen: false,
    choose: undefined,
  };
}

function signFor(mark: InstanceAnswer['marks'][string] | undefined, now: ReturnType<typeof signOf>) {
  switch (mark) {
    case 'current':
      return now;
    case 'passed':
    case 'succeeded':
      return 'passed';
    case 'failed':
      return 'failed';
    case undefined:
      return 'unreached';
  }
}
