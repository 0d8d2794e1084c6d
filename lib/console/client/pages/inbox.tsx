import { address } from '../../address.ts';
import { Inbox } from '../lists/inbox.tsx';
import { useLocation } from '../navigation.tsx';
import { Shell } from '../shell.tsx';

export function InboxPage() {
  const kind = useLocation().searchParams.get('kind');
  return (
    <Shell title="Inbox" trail={[{ text: 'Inbox', href: address.inbox() }]} error={undefined}>
      <div className="heading">
        <div>
          <h1>Inbox</h1>
          <p className="dim about">
            What waits for its turn, what no choreography allows, and what is late, in all choreographies.
          </p>
        </div>
      </div>
      <section className="panel" aria-label="Entries">
        <Inbox kind={kind} />
      </section>
    </Shell>
  );
}
