import { useEffect } from 'react';
import { pageAt } from '../address.ts';
import { Link, useLocation } from './navigation.tsx';
import { ChoreographyPage } from './pages/choreography.tsx';
import { InboxPage } from './pages/inbox.tsx';
import { InstancePage } from './pages/instance.tsx';
import { OverviewPage } from './pages/overview.tsx';
import { Shell } from './shell.tsx';

export function App() {
  const { pathname } = useLocation();
  const page = pageAt(pathname);
  useEffect(() => {
    if (page.kind === 'unknown') document.title = 'No such page · Choreography monitor';
  }, [page.kind]);
  switch (page.kind) {
    case 'overview':
      return <OverviewPage />;
    case 'inbox':
      return <InboxPage />;
    case 'choreography':
      return <ChoreographyPage key={page.id} id={page.id} />;
    case 'instance':
      return (
        <InstancePage
          key={JSON.stringify([page.id, page.correlationId])}
          id={page.id}
          correlationId={page.correlationId}
        />
      );
    case 'unknown':
      return (
        <Shell title="No such page" trail={[]} error={undefined}>
          <h1>There is no page at this address</h1>
          <p>
            <Link href="/">To the overview</Link>
          </p>
        </Shell>
      );
  }
}
