import type { ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { refuseUnknown } from './names.ts';
import { giveOrder, type Wanted, type WhenDown } from './order.ts';
import { withProject } from './project.ts';

interface NamedOrder {
  readonly dir: string;
  readonly noun: 'worker' | 'task';
  /** All must be known; none at all is fine. */
  readonly names: readonly string[];
  readonly wanted: Wanted;
  readonly whenDown: WhenDown;
}

/** Gives an order about workers or tasks that the project knows, and says in one line what came of it. */
export function giveNamedOrder(
  { dir, noun, names, wanted, whenDown }: NamedOrder,
  io: CliIo,
): Promise<ExitCode> {
  return withProject({ dir }, io, async (door) => {
    const unknown = await refuseUnknown({ door, io }, noun, names);
    return unknown ?? giveOrder({ door, io }, wanted, whenDown);
  });
}
