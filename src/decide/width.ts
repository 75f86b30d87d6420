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

const MOST_GATES = 4;

/** How many gates may run at once. Their checks load the machine, so that "auto" leaves half of its cores to the agents. */
export function gateWidthOf(world: World): number {
  if (shortOfMemory(world)) return 1;
  const { gates } = world.policy.limits;
  if (gates !== 'auto') return gates;
  const cores = world.machine.known ? world.machine.value.cores : 1;
  return Math.max(1, Math.min(MOST_GATES, Math.floor(cores / 2)));
}

/** What cannot be measured limits nothing. */
function shortOfMemory({ machine, policy }: World): boolean {
  return machine.known && machine.value.freeMemoryBytes < policy.limits.minFreeMemoryBytes;
}

/** Work under way goes on: it may be what frees the space. */
function shortOfDisk({ machine, policy }: World): boolean {
  return machine.known && machine.value.freeDiskBytes < policy.limits.minFreeDiskBytes;
}
