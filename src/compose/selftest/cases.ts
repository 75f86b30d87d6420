import { Fault } from '../../domain/fault.ts';
import type { SelftestRun } from '../../domain/selftest.ts';
import type { SelftestRequest } from '../../surfaces/cli/io.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Case } from './choose.ts';
import type { Passed } from './scenario.ts';
import type { Scratch } from './scratch.ts';
import { takeSeat } from './seat.ts';
import type { Stage } from './stage.ts';

interface Means {
  readonly scratch: Scratch;
  readonly around: Surroundings;
  readonly request: SelftestRequest;
}

/** Plays the cases, a few at a time. After a signal the rest is left out. */
export async function runCases(
  stage: Stage,
  cases: readonly Case[],
  means: Means,
): Promise<readonly SelftestRun[]> {
  const { times, parallel, onRun } = means.request;
  const begun = cases.toSorted((one, other) => rank(one) - rank(other));
  const left = Array.from({ length: times }, (_, time) => begun.map((one) => ({ ...one, time }))).flat();
  const of = left.length;
  const runs: SelftestRun[] = [];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      if (stage.signal.aborted) return;
      const run = await runCase(stage, next, means);
      runs.push(run);
      onRun(run, { done: runs.length, of });
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return inOrder(runs, cases);
}

function rank({ scenario }: Case): number {
  return scenario.slow === true ? 0 : 1;
}

function inOrder(runs: readonly SelftestRun[], cases: readonly Case[]): readonly SelftestRun[] {
  return cases.flatMap(({ kind, scenario: { name } }) =>
    runs.filter((run) => run.kind === kind && run.scenario === name),
  );
}

type Turn = Case & { readonly time: number };

async function runCase(stage: Stage, turn: Turn, means: Means): Promise<SelftestRun> {
  const { clock } = stage.parts;
  const beganMs = clock.monotonicMs();
  const result = await outcomeOf(stage, turn, means);
  return { kind: turn.kind, scenario: turn.scenario.name, ...result, ms: clock.monotonicMs() - beganMs };
}

async function outcomeOf(
  stage: Stage,
  { kind, scenario, time }: Turn,
  { scratch, around, request: { plant } }: Means,
): Promise<Passed & { readonly ok: boolean }> {
  const worker = `${kind}-${scenario.name}-${time + 1}`;
  try {
    const hostile = { ...scenario.hostile, ...(plant === null ? {} : { plant }) };
    const seat = await takeSeat(stage, { worker, as: kind, hostile, scratch, around });
    return { ok: true, ...(await scenario.run(seat)) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return {
      ok: false,
      says: error.message.replace(/^could not pass \(a scenario\): /, ''),
      receiptMs: null,
    };
  } finally {
    await endSession(stage, worker);
  }
}

const GRACE_MS = 200;

/** Whatever became of it: a pane that died is still there. */
async function endSession(stage: Stage, worker: string): Promise<void> {
  const generation = stage.world().ledger.workers.get(worker)?.generation ?? null;
  if (generation !== null) await stage.parts.terminal.end(generation, { graceMs: GRACE_MS });
}
