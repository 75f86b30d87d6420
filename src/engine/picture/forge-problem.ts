import { forgeTrouble } from '../../decide/forge-watch.ts';
import type { Problem } from '../../domain/wish.ts';
import type { World } from '../../domain/world.ts';

/** Said while what is shown of pull requests may be old. */
export function forgeProblem(world: World): readonly Problem[] {
  const message = forgeTrouble(world);
  return message === null ? [] : [{ file: 'GitHub', line: null, column: null, message, tasks: [] }];
}
