import { shortSize } from '../domain/units.ts';
import type { World } from '../domain/world.ts';

/** How many tasks may be under way at once. Load of the machine counts; agents that wait for an API do not load it. */
export function widthOf(world: World): number {
  if (shortOfDisk(world)) return 0;
  const { parallel } = world.policy;
  const most = parallel === 'auto' ? world.policy.workers.size : parallel;
  return shortOfMemory(world) ? Math.min(1, most) : most;
}

/** Why not every worker may work, or null. */
export function whyNarrow(world: World): string | null {
  if (shortOfDisk(world))
    return `the disk is nearly full (less than ${shortSize(world.policy.limits.minFreeDiskBytes)} free): nothing new is begun`;
  if (shortOfMemory(world))
    return `memory is short (less than ${shortSize(world.policy.limits.minFreeMemoryBytes)} free): one task at a time`;
  const width = widthOf(world);
  return width < world.policy.workers.size ? `at most ${width} tasks run at once (parallel)` : null;
}

/** What cannot be measured limits nothing. */
function shortOfMemory({ machine, policy }: World): boolean {
  return machine.known && machine.value.freeMemoryBytes < policy.limits.minFreeMemoryBytes;
}

/** Work under way goes on: it may be what frees the space. */
function shortOfDisk({ machine, policy }: World): boolean {
  return machine.known && machine.value.freeDiskBytes < policy.limits.minFreeDiskBytes;
}
