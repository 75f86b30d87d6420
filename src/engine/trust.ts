import { commandList, policyInForce, unacceptedOf } from '../decide/commands.ts';
import type { CommandList, Unaccepted } from '../domain/command.ts';
import type { Policy } from '../domain/policy.ts';
import type { Wish } from '../domain/wish.ts';
import type { Parts } from './parts.ts';

/** Lets nothing into the policy that no person accepted. */
export interface Trust {
  look(files: { readonly policy: Policy; readonly wish: Wish }): Promise<Trusted>;
}

export interface Trusted {
  /** What is in force: where a command is not accepted, what was accepted before. */
  readonly policy: Policy;
  readonly unaccepted: Unaccepted | null;
  /** Why it is not known what was accepted; null: it is. */
  readonly problem: string | null;
}

/** `started`: the policy that a person accepted at the start; null: none is known. */
export function openTrust(
  { acceptance, digest }: Pick<Parts, 'acceptance' | 'digest'>,
  started: Policy | null,
): Trust {
  let last = started;
  let counted: { readonly policy: Policy; readonly tasks: Wish['tasks']; readonly list: CommandList } | null =
    null;
  const listOf = (policy: Policy, { tasks }: Wish): CommandList => {
    if (counted?.policy !== policy || counted.tasks !== tasks)
      counted = { policy, tasks, list: commandList({ policy, tasks }, (text) => digest.sha256(text)) };
    return counted.list;
  };
  return {
    async look({ policy, wish }) {
      const list = listOf(policy, wish);
      const accepted = list.commands.length === 0 ? { commands: [], problem: null } : await acceptance.last();
      const unaccepted = unacceptedOf(list, accepted.commands);
      last = policyInForce(policy, { unaccepted, last });
      return { policy: last, unaccepted, problem: accepted.problem };
    },
  };
}
