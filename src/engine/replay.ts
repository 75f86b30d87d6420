import type { OpenedJournal } from '../ports/journal.ts';
import { openBook, unwrittenBook } from './book.ts';
import { type Core, openCore } from './core.ts';
import { openHearing } from './hearing.ts';
import { applyLine } from './ledger/fold.ts';
import { emptyLedger, fromImage } from './ledger/state.ts';
import type { SuperviseOptions } from './options.ts';
import type { Parts } from './parts.ts';
import { nothingSeen } from './senses.ts';
import { openTrust } from './trust.ts';

interface Replaying {
  readonly parts: Parts;
  readonly options: SuperviseOptions;
  readonly opened: OpenedJournal;
  /** Whether what happens from now on is journaled. */
  readonly isWritten: boolean;
}

/** The core as the journal, the config and the queue tell it; nothing of the world was looked at yet. */
export async function coreOf({ parts, options, opened, isWritten }: Replaying): Promise<Core> {
  const files = await parts.files.policy();
  const wish = await parts.files.wish();
  const trust = openTrust(parts, options.accepted ?? null);
  const { policy, unaccepted } = await trust.look({ policy: files.policy, wish });
  const ledger = opened.image === null ? emptyLedger(policy.git.integration) : fromImage(opened.image);
  for (const line of opened.lines) applyLine(ledger, line);
  const lastSeq = opened.lines.at(-1)?.seq ?? 0;
  const book = isWritten ? openBook(parts.journal, ledger, lastSeq) : unwrittenBook(ledger);
  const senses = nothingSeen(policy, wish);
  senses.unaccepted = unaccepted;
  const core = openCore({ parts, options, book, hearing: openHearing(parts.clock), trust, senses });
  core.remembered.fresh = opened.fresh;
  core.remembered.damage = opened.damage;
  core.remembered.damagedFiles = opened.damagedFiles;
  return core;
}
