import type { Attempt } from '../../domain/ledger.ts';
import type { WorkerRow } from '../../domain/snapshot.ts';
import type { World } from '../../domain/world.ts';

/** How many commits of an attempt lie where the forge sees them; nothing where this project pushes nothing. */
export function pushedPart({ ledger }: World, attempt: Attempt | null): Pick<WorkerRow, 'pushed'> {
  if (ledger.pushed.size === 0 || attempt === null) return {};
  return { pushed: pushedCommits(attempt, ledger.pushed.get(attempt.branch) ?? []) };
}

function pushedCommits(
  { startSha, tip: newest, commits, recent }: Attempt,
  tips: readonly string[],
): number | null {
  const tip = tips.at(-1);
  if (tip === undefined || tip === startSha) return 0;
  // Under way, or called off: which of them is there is not known.
  if (tips.length > 1) return null;
  if (tip === newest) return commits;
  const place = recent.findIndex(({ sha }) => sha === tip);
  return place < 0 ? null : commits - (recent.length - 1 - place);
}
