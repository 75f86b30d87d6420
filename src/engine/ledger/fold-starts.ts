import type { Attempt } from '../../domain/ledger.ts';
import type { FoldPart } from './fold-part.ts';
import { changeTask } from './state.ts';

/** Where branches begin, and in what company work failed. */
export const foldStarts: FoldPart<'start.made' | 'start.conflicts' | 'start.told' | 'batch.failed'> = {
  'start.made': (ledger, { task, start }) => changeTask(ledger, task, () => ({ start, startConflict: null })),
  'start.conflicts': (ledger, { task, conflict }) =>
    changeTask(ledger, task, () => ({ startConflict: conflict })),
  'start.told': (ledger, { task, attempt: number, on, head }) =>
    changeTask(ledger, task, ({ attempt }) =>
      attempt?.number === number ? { attempt: { ...attempt, ...toldOf(attempt, on, head) } } : {},
    ),
  'batch.failed': (ledger, { suspects }) => {
    for (const { task, head } of suspects)
      changeTask(ledger, task, ({ attempt }) =>
        attempt?.judged === head ? { suspicion: { suspects }, testing: null } : {},
      );
  },
};

function toldOf({ on = [] }: Attempt, task: string, head: string): Pick<Attempt, 'on'> {
  return { on: on.map((part) => (part.task === task ? { ...part, told: head } : part)) };
}
