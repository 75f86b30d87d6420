import { followJournal, type FollowedJournal } from '../../adapters/journal/follow.ts';
import type { JournalLine } from '../../domain/entry.ts';
import type { JournalPage } from '../../surfaces/cli/project-door.ts';

let last: { readonly dir: string; readonly journal: FollowedJournal } | null = null;

/** Lines of the journal, oldest first. What was read for one page is there for the next. */
export async function journalPage(dir: string, page: JournalPage): Promise<readonly JournalLine[]> {
  if (last?.dir !== dir) last = { dir, journal: followJournal(dir) };
  const lines = await last.journal.read();
  const { limit } = page;
  if ('beforeSeq' in page) {
    const end = placeOf(lines, page.beforeSeq);
    return lines.slice(Math.max(0, end - limit), end);
  }
  if (page.afterSeq === null) return lines.slice(-limit);
  const from = placeOf(lines, page.afterSeq + 1);
  return lines.slice(from, from + limit);
}

/** Where the line with this number stands, or would: lines are numbered without gaps. */
function placeOf(lines: readonly JournalLine[], seq: number): number {
  const [first] = lines;
  return first === undefined ? 0 : Math.min(lines.length, Math.max(0, seq - first.seq));
}
