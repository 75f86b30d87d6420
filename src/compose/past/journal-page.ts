import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../adapters/files/error-code.ts';
import { readJournal } from '../../adapters/journal/journal.ts';
import type { JournalLine } from '../../domain/entry.ts';

interface Page {
  readonly afterSeq: number | null;
  readonly limit: number;
}

let last: { readonly dir: string; readonly stamp: string; readonly lines: readonly JournalLine[] } | null =
  null;

/** Lines of the journal, oldest first. Whoever follows it asks often: it is read again only when a file of it changed. */
export async function journalPage(dir: string, { afterSeq, limit }: Page): Promise<readonly JournalLine[]> {
  const stamp = await stampOf(join(dir, 'journal'));
  if (stamp === null) return [];
  if (last?.dir !== dir || last.stamp !== stamp) last = { dir, stamp, lines: (await readJournal(dir)).lines };
  const { lines } = last;
  if (afterSeq === null) return lines.slice(-limit);
  const from = lines.findIndex(({ seq }) => seq > afterSeq);
  return from < 0 ? [] : lines.slice(from, from + limit);
}

/** Names, sizes and times of the files; null: there is no journal. */
async function stampOf(folder: string): Promise<string | null> {
  try {
    const names = (await readdir(folder)).sort();
    const parts = await Promise.all(
      names.map(async (name) => {
        const { size, mtimeMs } = await stat(join(folder, name));
        return `${name} ${size} ${mtimeMs}`;
      }),
    );
    return parts.join('\n');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
