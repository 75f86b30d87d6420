import type { FinalWorld } from './final.ts';
import { runTelling, type Telling } from './run.ts';

export interface Scene extends Pick<Telling, 'scenario' | 'chapters'> {
  /** Of which boundaries it is killed at each, by what is in their names; not there: at every one. */
  readonly only?: RegExp;
}

export interface Enumerated {
  /** Those that it was killed at. */
  readonly killed: readonly string[];
  /** What the supervisor can be killed at, in order. */
  readonly boundaries: readonly string[];
  /** One line for each kill after which the world is another one than without it, and what is other in it. */
  readonly wrong: readonly string[];
}

/** Every so manyth boundary, so that each test takes a moment only, also on a busy machine. */
export interface Share {
  readonly part: number;
  readonly of: number;
}

/** The first of so many shares that are wanted: all, unless `CZAR_KILL_SHARES` says how many. */
export function sharesOf(of: number): readonly Share[] {
  const wanted = Number(process.env['CZAR_KILL_SHARES'] ?? of);
  return Array.from({ length: of }, (_, part) => ({ part, of })).slice(0, Math.max(1, wanted));
}

/** Runs a scene undisturbed, and then once for each of its boundaries, or a share of them, with a kill just there. */
export async function killEverywhere(
  { only = /./, ...scene }: Scene,
  { part, of }: Share = { part: 0, of: 1 },
): Promise<Enumerated> {
  // The engine wakes itself by aborting waits: a stack for each of them is a tenth of the time.
  Error.stackTraceLimit = 0;
  const startedMs = performance.now();
  const undisturbed = await runTelling({ ...scene, killAt: null });
  const { passed: boundaries } = undisturbed;
  if (undisturbed.violations.length > 0) return { killed: [], boundaries, wrong: undisturbed.violations };
  const wrong: string[] = [];
  const killed: string[] = [];
  for (const [killAt, name] of boundaries.entries()) {
    if (killAt % of !== part || !only.test(name)) continue;
    killed.push(name);
    const { final, violations } = await runTelling({ ...scene, killAt });
    const others = [...violations, ...differences(undisturbed.final, final)];
    if (others.length > 0) wrong.push([`killed at ${killAt}, ${name}:`, ...others].join('\n  '));
  }
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.info(
    `kills: ${killed.length} of ${boundaries.length} boundaries, ${wrong.length} wrong, in ${seconds} s`,
  );
  return { killed, boundaries, wrong };
}

const PARTS = [
  'integration',
  'base',
  'merged',
  'refs',
  'remote',
  'worktrees',
  'sessions',
  'pullRequests',
  'tasks',
  'texts',
  'queue',
  'open',
] as const satisfies readonly (keyof FinalWorld)[];

function differences(undisturbed: FinalWorld, final: FinalWorld): readonly string[] {
  return PARTS.flatMap((part) => {
    const [before, after] = [[...undisturbed[part]], [...final[part]]];
    return [
      ...without(after, before).map((line) => `${part}: has ${line}`),
      ...without(before, after).map((line) => `${part}: lacks ${line}`),
    ];
  });
}

/** Those of `all` that `taken` has not as often. */
function without(all: readonly string[], taken: readonly string[]): readonly string[] {
  const left = [...taken];
  return all.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
