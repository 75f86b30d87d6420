import type { SpentReport } from '../../src/domain/usage.ts';
import type { JournalLine } from '../../src/domain/entry.ts';
import type { Ledger } from '../../src/domain/ledger.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Random } from './random.ts';
import type { Watchdog } from './watchdog.ts';

const MINUTE_MS = 60_000;

/** What agents use, and what a person allows. */
export interface Economy {
  readonly limits: Pick<Policy['limits'], 'costUsd' | 'costPerTaskUsd' | 'taskTimeMs'>;
  /** A turn costs so much at most; 0: it says nothing of it. */
  readonly dearestUsd: number;
  /** So often an agent does not know what a turn cost. */
  readonly unknown: number;
}

const FREE: Economy = {
  limits: { costUsd: null, costPerTaskUsd: null, taskTimeMs: null },
  dearestUsd: 0,
  unknown: 0,
};

export function drawEconomy(random: Random, isCalm: boolean): Economy {
  if (isCalm || random.chance(0.5)) return FREE;
  return {
    limits: {
      costUsd: random.pick([null, null, 3, 20]),
      costPerTaskUsd: random.pick([null, 0.5, 2]),
      taskTimeMs: random.pick([null, null, 5 * MINUTE_MS, 30 * MINUTE_MS]),
    },
    dearestUsd: random.pick([0, 0.3, 2]),
    unknown: random.pick([0, 0, 0.3, 1]),
  };
}

/** Counts what the agents of a world use, and tells some of it twice. */
export interface Meter {
  /** At the end of a turn. */
  turnEnds(worker: string): readonly SpentReport[];
  /** Tokens of each worker that were told, each once. */
  readonly told: ReadonlyMap<string, number>;
}

export function openMeter({ dearestUsd, unknown }: Economy, random: Random): Meter {
  const told = new Map<string, number>();
  const last = new Map<string, SpentReport>();
  let count = 0;
  return {
    told,
    turnEnds(worker) {
      if (dearestUsd === 0) return [];
      count += 1;
      const tokens = random.int(1_000, 90_000);
      told.set(worker, (told.get(worker) ?? 0) + tokens);
      const report: SpentReport = {
        of: `turn-${count}`,
        model: 'simulated',
        costUsd: random.chance(unknown) ? null : random.int(1, dearestUsd * 100) / 100,
        inputTokens: tokens,
        outputTokens: 0,
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
        promptTokens: tokens,
      };
      const before = last.get(worker);
      last.set(worker, report);
      return before !== undefined && random.chance(0.2) ? [before, report, report] : [report];
    },
  };
}

interface Watched {
  readonly policy: Policy;
  readonly watchdog: Watchdog;
  readonly now: () => number;
  readonly meter: Meter;
}

/** A check and the paste that it allowed are not one moment. */
const CHECKED_MS = 2_000;

/**
 * Whoever reached a limit is told nothing but once to stop, until somebody answers; nothing is begun for a task that has cost too
 * much; and what is used counts at most once.
 */
export function watchBudgets({ policy, watchdog, now, meter }: Watched, ledger: Ledger) {
  const stopped = new Map<string, { readonly at: number; wrapUps: number }>();
  const reached = (key: string): void => {
    if (!stopped.has(key)) stopped.set(key, { at: now(), wrapUps: 0 });
  };
  const over = (key: string): void => {
    stopped.delete(key);
    if (key === PROJECT)
      for (const [name, one] of stopped) if (name !== PROJECT) stopped.set(name, { ...one, wrapUps: 0 });
  };
  return {
    durable({ entry }: JournalLine): void {
      if (entry.type === 'intent' && entry.action.kind === 'deliver' && entry.action.as !== 'wrap-up') {
        const because = whyTooMuch(ledger, policy, entry.action.task);
        if (because !== null) watchdog.violated(`${entry.action.as} is begun, and ${because}`);
      }
      if (!('facts' in entry)) return;
      for (const fact of entry.facts) {
        if (fact.type === 'budget.reached') reached(fact.task ?? PROJECT);
        if (fact.type === 'budget.raised' || fact.type === 'budget.freed') over(fact.task ?? PROJECT);
        if (fact.type === 'task.retried') over(fact.task);
      }
    },
    typed(id: string): void {
      const receipt = ledger.receipts.get(id);
      if (receipt === undefined || receipt.kind === 'wrap-up') return;
      for (const key of [receipt.task ?? PROJECT, PROJECT]) {
        const stop = stopped.get(key);
        if (stop !== undefined && now() - stop.at > CHECKED_MS)
          watchdog.violated(`${id} (${receipt.kind}) is pasted, and ${key} has reached a limit`);
      }
    },
    submitted(id: string): void {
      const receipt = ledger.receipts.get(id);
      if (receipt?.kind !== 'wrap-up') return;
      const stop = stopped.get(receipt.task ?? '') ?? stopped.get(PROJECT);
      if (stop === undefined) return;
      const key = stopped.has(receipt.task ?? '') ? (receipt.task ?? '') : `${PROJECT} ${receipt.task}`;
      const counted = stopped.get(key) ?? { at: stop.at, wrapUps: 0 };
      counted.wrapUps += 1;
      stopped.set(key, counted);
      if (counted.wrapUps > 1) watchdog.violated(`${receipt.task} is told to stop twice`);
    },
    /** After the last line. */
    counted(): void {
      for (const { name, spent } of ledger.workers.values()) {
        const [known, told] = [spent?.inputTokens ?? 0, meter.told.get(name) ?? 0];
        if (known > told) watchdog.violated(`${name} used ${told} tokens, and ${known} are counted`);
      }
    },
  };
}

const PROJECT = 'the project';

function whyTooMuch(ledger: Ledger, { limits }: Policy, id: string | null): string | null {
  const all = [...ledger.workers.values()].reduce((sum, { spent }) => sum + (spent?.costUsd ?? 0), 0);
  const most = limits.costUsd === null ? null : Math.max(limits.costUsd, ledger.budget?.allowedUsd ?? 0);
  if (most !== null && all >= most) return `the project has cost ${all} of ${most}`;
  const task = id === null ? undefined : ledger.tasks.get(id);
  if (task?.spent === undefined || limits.costPerTaskUsd === null) return null;
  const cost = task.spent.costUsd - (task.budget?.from.costUsd ?? 0);
  const allowed = Math.max(limits.costPerTaskUsd, task.budget?.allowedUsd ?? 0);
  return cost >= allowed ? `${task.id} has cost ${cost} of ${allowed}` : null;
}
