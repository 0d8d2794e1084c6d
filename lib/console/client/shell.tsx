import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { address } from '../address.ts';
import { Cut } from './parts/cut.tsx';
import { Link } from './navigation.tsx';

type Props = {
  readonly title: string;
  /** The pages above this one. */
  readonly trail: readonly { readonly text: string; readonly href: string }[];
  readonly error: string | undefined;
  /** The error says that there is nothing at this address. */
  readonly missing?: boolean;
  readonly children: ReactNode;
};

export function Shell({ title, trail, error, missing = false, children }: Props) {
  const broken = error !== undefined && !missing;
  useEffect(() => {
    document.title = `${title} · Choreography monitor`;
  }, [title]);
  return (
    <>
      <a className="skip" href="#main">
        To the content
      </a>
      <header className="bar">
        <nav aria-label="Where you are">
          <Link className="brand" href="/">
            <img src="/icon.svg" alt="" width="24" height="24" />
            Choreography monitor
          </Link>
          {trail.map(({ text, href }) => (
            <span className="crumb" key={href}>
              <span aria-hidden="true">/</span>
              <Link href={href}>
                <Cut text={text} />
              </Link>
            </span>
          ))}
        </nav>
        <Link className="to-inbox" href={address.inbox()}>
          Inbox
        </Link>
        <p className="live" role="status">
          <span className={broken ? 'live-dot live-off' : 'live-dot'} aria-hidden="true" />
          {broken ? 'Not live' : 'Live'}
        </p>
      </header>
      <main id="main" tabIndex={-1}>
        {broken ? (
          <p className="alert" role="alert">
            {error}
          </p>
        ) : null}
        {error !== undefined && missing ? <Missing words={error} trail={trail} /> : children}
      </main>
    </>
  );
}

/** An instance may come any moment, and is then shown; a choreography does not. */
function Missing({ words, trail }: { words: string; trail: Props['trail'] }) {
  const above = trail.at(-2);
  return (
    <>
      <h1>{above === undefined ? 'Nothing here' : 'Nothing here yet'}</h1>
      <p role="status">{words}</p>
      {above === undefined ? null : (
        <p className="dim">Is the id complete? If an event for it comes, it is shown here.</p>
      )}
      <p>
        <Link className="plain" href={above?.href ?? '/'}>
          {above === undefined ? 'To the overview' : `To ${above.text}`}
        </Link>
      </p>
    </>
  );
}
