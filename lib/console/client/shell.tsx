import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { Cut } from './parts/cut.tsx';
import { Link } from './navigation.tsx';

type Props = {
  readonly title: string;
  /** The pages above this one. */
  readonly trail: readonly { readonly text: string; readonly href: string }[];
  readonly error: string | undefined;
  readonly children: ReactNode;
};

export function Shell({ title, trail, error, children }: Props) {
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
        <p className="live" role="status">
          <span className={error === undefined ? 'live-dot' : 'live-dot live-off'} aria-hidden="true" />
          {error === undefined ? 'Live' : 'Not live'}
        </p>
      </header>
      <main id="main" tabIndex={-1}>
        {error === undefined ? null : (
          <p className="alert" role="alert">
            {error}
          </p>
        )}
        {children}
      </main>
    </>
  );
}
