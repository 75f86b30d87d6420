import { type Run, runSeed } from './run.ts';

/** Half of the seeds of a run, so that two processes can share them. */
export interface Half {
  readonly name: 'odd' | 'even';
  readonly first: number;
}

/** With `npm run test:sim`; the checks ask for fewer (scripts/check.mjs). */
const ALL_SEEDS = 300;
const LEAST_SEEDS = 200;
const AGAIN_EVERY = 50;

const onlySeed = process.env['CZAR_SIM_SEED'];
/** So many seeds in both halves, and more while there is time. */
const seeds = Number(process.env['CZAR_SIM_SEEDS'] ?? ALL_SEEDS);
const budgetMs = 1_000 * Number(process.env['CZAR_SIM_SECONDS'] ?? 0);

/**
 * Runs the half, or one seed alone with all that happens in it when `CZAR_SIM_SEED` names one. Gives what went wrong, one line for
 * each failing seed.
 */
export function runSeeds(half: Half): Promise<readonly string[]> {
  return onlySeed === undefined ? runHalf(half) : runAlone(half, Number(onlySeed));
}

async function runHalf({ name, first }: Half): Promise<readonly string[]> {
  // The engine wakes itself by aborting waits: a stack for each of them is a tenth of the time.
  Error.stackTraceLimit = 0;
  const startedMs = performance.now();
  const total = { seeds: 0, steps: 0, lives: 0, virtualMs: 0 };
  const failed: string[] = [];
  const isDue = (): boolean => total.seeds < seeds / 2 || performance.now() - startedMs < budgetMs;
  for (let seed = first; isDue(); seed += 2) {
    const run = await runSeed(seed);
    total.seeds += 1;
    total.steps += run.steps;
    total.lives += run.lives;
    total.virtualMs += run.virtualMs;
    if (run.violations.length > 0) failed.push(reportOf(run));
    if (total.seeds % AGAIN_EVERY === 0) failed.push(...(await differsAgain(run)));
  }
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  const hours = Math.round(total.virtualMs / 3_600_000);
  console.info(
    `sim: ${total.seeds} ${name} seeds, ${total.lives} lives, ${total.steps} steps, ${hours} virtual hours in ${seconds} s`,
  );
  if (total.seeds < LEAST_SEEDS / 2) failed.push(`only ${total.seeds} ${name} seeds ran`);
  return failed;
}

async function runAlone({ first }: Half, seed: number): Promise<readonly string[]> {
  if (seed % 2 !== first % 2) return [];
  const lines: string[] = [];
  const run = await runSeed(seed, (line) => lines.push(line));
  console.info(lines.join(''));
  return run.violations.length === 0 ? [] : [reportOf(run)];
}

async function differsAgain({ seed, hash }: Run): Promise<readonly string[]> {
  const again = await runSeed(seed);
  return again.hash === hash ? [] : [`seed ${seed} goes another way when it is run again`];
}

function reportOf({ seed, violations }: Run): string {
  return [
    `seed ${seed} (again with: CZAR_SIM_SEED=${seed} npm run test:sim)`,
    ...violations.map((violation) => `  ${violation}`),
  ].join('\n');
}
