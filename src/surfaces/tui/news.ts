import type { Snapshot } from '../../domain/snapshot.ts';
import type { Screen } from './terminal.ts';

/** Rings and changes the title of the window when something new waits for the person. */
export function newsFor(screen: Screen): (snapshot: Snapshot | null) => void {
  let known: ReadonlySet<string> | null = null;
  let title = '';
  return (snapshot) => {
    if (snapshot === null) return;
    const ids = new Set(snapshot.questions.map(({ id }) => id));
    const before = known;
    known = ids;
    if (before !== null && [...ids].some((id) => !before.has(id))) screen.bell();
    const next = `czar ${snapshot.project}${ids.size === 0 ? '' : `: needs you (${ids.size})`}`;
    if (next !== title) screen.title(next);
    title = next;
  };
}
