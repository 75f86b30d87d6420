import { endWords, type TaskCrashes } from '../../domain/crash.ts';
import type { GenerationEnd } from '../../domain/generation.ts';
import type { WorkerState } from '../../domain/ledger.ts';
import type { TaskId } from '../../domain/names.ts';
import type { FoldPart } from './fold-part.ts';
import { changeTask, type MutableLedger } from './state.ts';

const KEPT_CRASHES = 50;

export const foldCrashes: FoldPart<'task.crashed-out'> = {
  'task.crashed-out': (ledger, { task, worker }) =>
    changeTask(ledger, task, ({ crashedOut = [] }) =>
      crashedOut.includes(worker) ? {} : { crashedOut: [...crashedOut, worker] },
    ),
};

export const NO_CRASHES: Required<TaskCrashes> = { crashes: [], crashedOut: [] };

/** The task that an agent which ends now was at, if it had got a text of it: before that it cannot be what ended the agent. */
export function crashedWith(ledger: MutableLedger, { name, task }: WorkerState, end: Ended): TaskId | null {
  if (end.how === 'ended-by-czar' || end.withServer === true || task === null) return null;
  if (ledger.tasks.get(task)?.stage !== 'running') return null;
  const had = [...ledger.receipts.values()].some(
    (receipt) => receipt.worker === name && receipt.generation === end.number && receipt.task === task,
  );
  return had ? task : null;
}

type Ended = GenerationEnd & { readonly number: number };

export function noteCrash(
  ledger: MutableLedger,
  task: TaskId,
  { worker, at, end }: { readonly worker: string; readonly at: number; readonly end: GenerationEnd },
): void {
  const crash = { worker, at, says: endWords(end) };
  changeTask(ledger, task, ({ crashes = [] }) => ({ crashes: [...crashes, crash].slice(-KEPT_CRASHES) }));
}

/** A human says that the worker was put right: what took its agents along may be tried there again. */
export function giveAnotherChance(ledger: MutableLedger, worker: string): void {
  for (const task of ledger.active)
    changeTask(ledger, task, ({ crashedOut = [] }) =>
      crashedOut.includes(worker) ? { crashedOut: crashedOut.filter((name) => name !== worker) } : {},
    );
}
