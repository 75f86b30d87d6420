import { readJournal } from '../../adapters/journal/journal.ts';
import type { Ledger } from '../../domain/ledger.ts';
import { applyLine } from '../../engine/ledger/fold.ts';
import { emptyLedger, fromImage } from '../../engine/ledger/state.ts';

/** What the journal adds up to, read without disturbing whoever writes it. */
export async function readLedger(journalDir: string, integration: string): Promise<Ledger> {
  const { image, lines } = await readJournal(journalDir);
  const ledger = image === null ? emptyLedger(integration) : fromImage(image);
  for (const line of lines) applyLine(ledger, line);
  return ledger;
}
