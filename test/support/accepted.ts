import { acceptanceInMemory } from '../../src/adapters/acceptance/in-memory.ts';
import { digest } from '../../src/adapters/digest/digest.ts';
import { commandList, type Named } from '../../src/decide/commands.ts';
import type { CommandList } from '../../src/domain/command.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Acceptance } from '../../src/ports/acceptance.ts';

/** The commands that a policy and tasks name. */
export function commandsIn(policy: Policy, tasks: Named['tasks'] = new Map()): CommandList {
  return commandList({ policy, tasks }, (text) => digest.sha256(text));
}

/** A person accepted all that this policy names. */
export function acceptedFor(policy: Policy): Acceptance {
  return acceptanceInMemory(commandsIn(policy));
}
