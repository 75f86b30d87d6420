import type { FinalWorld } from './final.ts';
import { runTelling, type Telling } from './run.ts';

export type Scene = Pick<Telling, 'scenario' | 'chapters'>;

export interface Enumerated {
  /** What the supervisor can be killed at, in order. */
  readonly boundaries: readonly string[];
  /** One line for each kill after which the world is another one than without it, and what is other in it. */
  readonly wrong: readonly string[];
}

/** Runs a scene undisturbed, and then once for each of its boundaries with a kill just there. */
export async function killEverywhere(scene: Scene): Promise<Enumerated> {
  // The engine wakes itself by aborting waits: a stack for each of them is a tenth of the time.
  Error.stackTraceLimit = 0;
  const startedMs = performance.now();
  const undisturbed = await runTelling({ ...scene, killAt: null });
  const { passed: boundaries } = undisturbed;
  if (undisturbed.violations.length > 0) return { boundaries, wrong: undisturbed.violations };
  const wrong: string[] = [];
  for (const [killAt, name] of boundaries.entries()) {
    const { final, violations } = await runTelling({ ...scene, killAt });
    const others = [...violations, ...differences(undisturbed.final, final)];
    if (others.length > 0) wrong.push([`killed at ${killAt}, ${name}:`, ...others].join('\n  '));
  }
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.info(`kills: ${boundaries.length} boundaries, ${wrong.length} wrong, in ${seconds} s`);
  return { boundaries, wrong };
}

const PARTS = [
  'integration',
  'base',
  'merged',
  'refs',
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
