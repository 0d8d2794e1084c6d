import { SignIcon } from '../parts/sign.tsx';
import type { StateInfo } from './node.tsx';

/** How many stand here, at the box's corner; its words say it too. */
export function Badge({ badge, late }: Pick<StateInfo, 'badge' | 'late'>) {
  if (badge === undefined) return null;
  return (
    <span className={late ? 'badge badge-late' : 'badge'} aria-hidden="true">
      {late ? <SignIcon sign="overdue" /> : null}
      {badge}
    </span>
  );
}
