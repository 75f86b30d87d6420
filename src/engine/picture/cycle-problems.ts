import type { Graph } from '../../domain/graph.ts';
import type { Problem } from '../../domain/wish.ts';

const MOST = 20;

/** Cycles are nobody's line: their edges may come from several files. Each is told with its path. */
export function cycleProblems({ cycles }: Graph): readonly Problem[] {
  return cycles.slice(0, MOST).map((path) => ({
    file: 'dependencies',
    line: null,
    column: null,
    message: `they wait for each other, so none of them can begin: ${path.join(' → ')}`,
    tasks: [...new Set(path)],
  }));
}
