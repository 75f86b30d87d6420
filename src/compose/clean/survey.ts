import { openClient } from '../../adapters/door/client.ts';
import type { PaneView } from '../../domain/generation.ts';
import type { Ledger } from '../../domain/ledger.ts';
import type { Sha } from '../../domain/names.ts';
import type { Policy } from '../../domain/policy.ts';
import type { ListedWorktree, Repository } from '../../ports/repository.ts';
import type { Terminal } from '../../ports/terminal.ts';
import { Fault } from '../../domain/fault.ts';
import { openForWork } from '../human-files.ts';
import { readLedger } from '../past/ledger.ts';
import { repositoryOf, terminalOf } from '../parts.ts';
import { doorPlace, type Place } from '../place.ts';

/** Everything that is looked at to tell what may go. */
export interface Survey {
  readonly place: Place;
  readonly policy: Policy;
  readonly ledger: Ledger;
  readonly repository: Repository;
  readonly terminal: Terminal;
  readonly serverPid: number;
  readonly panes: readonly PaneView[];
  readonly worktrees: readonly ListedWorktree[];
  readonly baseTip: Sha | null;
  /** A supervisor holds the project. */
  readonly runs: boolean;
  /** Everything that Czar made, not only what is no longer needed. */
  readonly all: boolean;
  /** Removed branches are not kept under a ref. */
  readonly forGood: boolean;
}

/** Looks, lets `use` work with what was seen, and closes what was opened. */
export async function withSurvey<T>(
  place: Place,
  { mayEndServer, ...wanted }: Pick<Survey, 'all' | 'forGood'> & { readonly mayEndServer: boolean },
  use: (survey: Survey) => Promise<T>,
): Promise<T> {
  const { files, policy } = await openForWork(place);
  await files.close();
  const terminal = terminalOf(place, policy);
  const repository = await repositoryOf(place, policy);
  const runs = await isRunning(place);
  try {
    const seen = await terminal.view();
    if (!seen.known) throw unreachable(policy.project, seen.reason);
    const base = await repository.history.baseTip(policy.base);
    return await use({
      place,
      policy,
      terminal,
      repository,
      ...wanted,
      ...seen.value,
      ledger: await readLedger(place.journalDir, policy.git.integration),
      worktrees: await repository.worktrees.list(),
      baseTip: base.known ? base.value : null,
      runs,
    });
  } finally {
    await repository.history.close();
    await terminal.close({ endServer: mayEndServer && !runs });
  }
}

async function isRunning(place: Place): Promise<boolean> {
  const client = openClient({ ...doorPlace(place), deadlineMs: 2_000 });
  try {
    return (await client.ask({ ask: 'snapshot' })) !== null;
  } catch (error) {
    if (error instanceof Fault && error.facts.code === 'deadline') return true;
    throw error;
  }
}

function unreachable(on: string, because: string): Fault {
  return new Fault({ code: 'tmux-unreachable', what: 'look at the sessions', on, because, transient: true });
}
