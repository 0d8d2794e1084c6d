import { useEffect, useRef } from 'react';
import type { ChoreographyAnswer, Count, StatusFilter } from '../../api.ts';
import { STATUS_FILTERS } from '../../api.ts';
import type { Sign } from '../../signs.ts';
import { setQuery } from '../navigation.tsx';
import { countText } from '../parts/count.tsx';
import { SignIcon } from '../parts/sign.tsx';

const SIGNS: { readonly [status in StatusFilter]: Sign } = {
  running: 'waiting',
  overdue: 'overdue',
  succeeded: 'passed',
  failed: 'failed',
};

const NAMES: { readonly [status in StatusFilter]: string } = {
  running: 'Running',
  overdue: 'Overdue',
  succeeded: 'Succeeded',
  failed: 'Failed',
};

export function Filters({ answer, query }: { answer: ChoreographyAnswer; query: URLSearchParams }) {
  const status = query.get('status');
  return (
    <form className="filters" role="search" onSubmit={(event) => event.preventDefault()}>
      <Search text={query.get('search') ?? ''} />
      <select
        aria-label="State"
        value={query.get('state') ?? ''}
        onChange={(event) => setQuery({ state: event.target.value })}
      >
        <option value="">Any state</option>
        {answer.stateNames.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <fieldset>
        <legend className="unseen">Status</legend>
        <Choice text="All" chosen={status === null} choose={() => setQuery({ status: undefined })} />
        {STATUS_FILTERS.map((each) => (
          <Choice
            key={each}
            text={NAMES[each]}
            sign={SIGNS[each]}
            count={answer[each]}
            chosen={status === each}
            choose={() => setQuery({ status: status === each ? undefined : each })}
          />
        ))}
      </fieldset>
    </form>
  );
}

type ChoiceProps = {
  readonly text: string;
  readonly chosen: boolean;
  readonly choose: () => void;
  readonly sign?: Sign;
  readonly count?: Count;
};

function Choice({ text, chosen, choose, sign, count }: ChoiceProps) {
  return (
    <button type="button" aria-pressed={chosen} onClick={choose}>
      {sign === undefined ? null : <SignIcon sign={sign} words="" />}
      {text}
      {count === undefined ? null : <span className="number">{countText(count)}</span>}
    </button>
  );
}

/** `/` goes to the search, as in many tools; the field keeps what is typed while the list follows. */
function Search({ text }: { text: string }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof HTMLElement && /^(?:INPUT|SELECT|TEXTAREA)$/u.test(event.target.tagName);
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  return (
    <input
      ref={field}
      type="search"
      aria-label="Search by correlation id"
      placeholder="Search by correlation id"
      autoComplete="off"
      spellCheck={false}
      value={text}
      onChange={(event) => setQuery({ search: event.target.value }, true)}
    />
  );
}
