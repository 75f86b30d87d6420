import { undoable } from '../../decide/undo.ts';
import type { Undoable } from '../../domain/undo.ts';
import { openForWork } from '../human-files.ts';
import type { Place } from '../place.ts';
import { readLedger } from './ledger.ts';

/** What can be taken back, as the journal has it; with nobody running too. */
export async function undoableNow(place: Place): Promise<readonly Undoable[]> {
  const { files, policy } = await openForWork(place);
  await files.close();
  const ledger = await readLedger(place.journalDir, policy.git.integration);
  return undoable({ ledger, policy, now: Date.now() });
}
