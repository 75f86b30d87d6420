import type { TaskState } from '../../domain/ledger.ts';

/** How often a task's newest attempt was handed in: once, and once more after each time that it was sent back. */
export function roundsOf({ attempt }: TaskState): number {
  if (attempt === null || attempt.judgedAt === null) return 0;
  return 1 + (attempt.messages.rework?.count ?? 0);
}
