import type { FactOf } from '../../domain/facts.ts';
import type { Generation } from '../../domain/generation.ts';
import type { WorkerState } from '../../domain/ledger.ts';
import { NOTHING_SPENT, plusUsage, type SpendingRecord, type Told } from '../../domain/usage.ts';
import type { FoldPart } from './fold-part.ts';
import { changeTask, changeWorker } from './state.ts';

const KEPT_RECORDS = 8;
const KEPT_NAMES = 64;

export const foldSpending: FoldPart<'usage.spent'> = {
  'usage.spent': (ledger, { worker, spent, told, records }) => {
    changeWorker(ledger, worker, (state) => ({
      spent: spent.reduce((sum, { usage }) => plusUsage(sum, usage), state.spent ?? NOTHING_SPENT),
      told: newestNames(state.told ?? [], told),
      records: (state.records ?? []).map((record) => readOn(record, records)),
    }));
    for (const { task, usage } of spent) {
      if (task !== null)
        changeTask(ledger, task, (state) => ({ spent: plusUsage(state.spent ?? NOTHING_SPENT, usage) }));
    }
  },
};

function newestNames(known: readonly Told[], told: readonly Told[]): readonly Told[] {
  const names = new Set(told.map(({ of }) => of));
  return [...known.filter(({ of }) => !names.has(of)), ...told].slice(-KEPT_NAMES);
}

function readOn(record: SpendingRecord, read: FactOf<'usage.spent'>['records']): SpendingRecord {
  const now = read.find(({ path }) => path === record.path);
  return now === undefined
    ? record
    : { ...record, readTo: Math.max(record.readTo, now.readTo), model: now.model };
}

/** A record that was named before is read on where it was left, also by another session that goes on with it. */
export function inRecord(
  { records = [] }: WorkerState,
  { number, kind, startedAt }: Generation,
  path: string | undefined,
): Pick<WorkerState, 'records'> {
  if (path === undefined || records.at(-1)?.path === path) return {};
  const known = records.find((record) => record.path === path);
  const record = known ?? { path, generation: number, kind, since: startedAt, readTo: 0, model: null };
  return { records: [...records.filter((other) => other !== known), record].slice(-KEPT_RECORDS) };
}
