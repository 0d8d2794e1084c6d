import { address } from '../../address.ts';
import type { ChoreographySummary, OverviewAnswer } from '../../api.ts';
import type { Sign } from '../../signs.ts';
import { useChanged, useLive } from '../live.ts';
import { Link } from '../navigation.tsx';
import { countText } from '../parts/count.tsx';
import { SignIcon } from '../parts/sign.tsx';
import { Sparkline } from '../parts/sparkline.tsx';
import { brief, Time } from '../parts/time.tsx';
import { Shell } from '../shell.tsx';
import { percent } from '../words.ts';

export function OverviewPage() {
  const { data, error } = useLive<OverviewAnswer>('/api/choreographies');
  return (
    <Shell title="Overview" trail={[]} error={error}>
      <div className="heading">
        <h1>Choreographies</h1>
        {data === undefined ? null : <p className="dim">{data.where}</p>}
      </div>
      {data === undefined && error === undefined ? <p className="dim">Counting…</p> : null}
      {data === undefined ? null : <Overview {...data} />}
    </Shell>
  );
}

function Overview({ choreographies, lessons }: OverviewAnswer) {
  const empty = choreographies.every(({ running, succeeded, failed }) =>
    [running, succeeded, failed].every(({ count }) => count === 0),
  );
  return (
    <>
      {empty ? <Lessons lessons={lessons} /> : null}
      <ul className="cards">
        {choreographies.map((each) => (
          <li key={each.id}>
            <Card {...each} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Card(summary: ChoreographySummary) {
  const { id, title, description, running, overdue, succeeded, failed, states } = summary;
  const to = address.choreography(id);
  const busiest = [...states].sort((a, b) => b.count - a.count).slice(0, 4);
  const others = states.length - busiest.length;
  return (
    <article className="card">
      <h2>
        <Link href={to}>{title}</Link>
      </h2>
      <p className="dim about">{description ?? id}</p>
      <ul className="figures">
        <Figure sign="waiting" words="running" text={countText(running)} href={`${to}?status=running`} />
        <Figure
          sign={overdue.count > 0 ? 'overdue' : 'unreached'}
          words="overdue"
          text={countText(overdue)}
          href={`${to}?status=overdue`}
        />
        <Figure sign="passed" words="succeeded" text={countText(succeeded)} href={`${to}?status=succeeded`} />
        <Figure
          sign={failed.count > 0 ? 'failed' : 'unreached'}
          words="failed"
          text={countText(failed)}
          href={`${to}?status=failed`}
        />
      </ul>
      <Day {...summary} />
      <dl className="standing">
        {busiest.map(({ state, count, overdue: late, oldest }) => (
          <div key={state}>
            <dt>
              <Link href={`${to}?state=${encodeURIComponent(state)}&status=running`}>{state}</Link>
            </dt>
            <dd>
              {late > 0 ? <SignIcon sign="overdue" words={`${late} overdue`} /> : null}
              {count} · longest <Time at={oldest} form="since" />
            </dd>
          </div>
        ))}
        {busiest.length === 0 ? <p className="dim">Nobody is on the way just now.</p> : null}
        {others > 0 ? (
          <p className="dim">
            and {others} more {others === 1 ? 'state' : 'states'}
          </p>
        ) : null}
      </dl>
      <Noticed {...summary} />
    </article>
  );
}

/** The last twenty-four hours in one line: how much came in and went out, and how long it takes. */
function Day({ lastDay, pace }: ChoreographySummary) {
  const { opened, succeeded, failed, hours } = lastDay;
  return (
    <div className="day">
      <Sparkline hours={hours} />
      <p>
        Last day: {countText(opened)} opened, {countText(succeeded)} succeeded, {countText(failed)} failed
        {pace === undefined ? null : (
          <span className="dim">
            Usually takes {brief(pace.median)}, {percent(pace.succeeded)} succeed
          </span>
        )}
      </p>
    </div>
  );
}

function Noticed({ id, deviations, held, lastDay }: ChoreographySummary) {
  const to = `${address.choreography(id)}?show=inbox`;
  if (deviations.count === 0 && held.count === 0) return null;
  return (
    <p className="deviating">
      {deviations.count === 0 ? null : (
        <Link href={to}>
          <SignIcon sign="failed" words="deviations" />
          {countText(deviations)} {deviations.count === 1 ? 'deviation' : 'deviations'}
          <span className="dim">, {countText(lastDay.deviations)} of the last day</span>
        </Link>
      )}
      {held.count === 0 ? null : (
        <Link href={`${to}&kind=held`}>
          <SignIcon sign="held" />
          {countText(held)} held
        </Link>
      )}
    </p>
  );
}

function Figure({ sign, words, text, href }: { sign: Sign; words: string; text: string; href: string }) {
  const changed = useChanged(text);
  return (
    <li className={changed ? 'changed' : ''}>
      <Link href={href}>
        <strong>{text}</strong>
        <span>
          <SignIcon sign={sign} words={words} /> {words}
        </span>
      </Link>
    </li>
  );
}

function Lessons({ lessons }: Pick<OverviewAnswer, 'lessons'>) {
  return (
    <section className="lessons">
      <h2>Nothing has happened yet</h2>
      <p>
        An instance appears here as soon as the event that starts it is on the bus. These two commands publish
        one:
      </p>
      <ol>
        {lessons.map(({ text, command }) => (
          <li key={command}>
            {text}
            <pre tabIndex={0}>
              <code>{command}</code>
            </pre>
          </li>
        ))}
      </ol>
    </section>
  );
}
