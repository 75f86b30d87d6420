import { digest } from '../../adapters/digest/digest.ts';
import { acceptanceInMemory } from '../../adapters/acceptance/in-memory.ts';
import { commandList, policyInForce, unacceptedOf } from '../../decide/commands.ts';
import type { CommandList, Unaccepted } from '../../domain/command.ts';
import type { OpenedProject } from '../human-files.ts';

export interface Standing {
  readonly unaccepted: Unaccepted | null;
  /** Why it is not known what was accepted; null: it is. */
  readonly problem: string | null;
}

/** What of the commands that a project's files name no person accepted. */
export async function standingOf(opened: Asked): Promise<Standing> {
  const list = await commandsOf(opened);
  const { commands, problem } = await opened.acceptance.last();
  return { unaccepted: unacceptedOf(list, commands), problem };
}

/** The project without what no person accepted. */
export async function inForce<T extends Asked>(opened: T): Promise<T> {
  const { unaccepted } = await standingOf(opened);
  return { ...opened, policy: policyInForce(opened.policy, { unaccepted, last: null }) };
}

/** As if a person had accepted everything: for a look that runs nothing, and for files that Czar itself wrote. */
export async function asIfAccepted<T extends Asked>(opened: T): Promise<T> {
  return { ...opened, acceptance: acceptanceInMemory(await commandsOf(opened)) };
}

export type Asked = Pick<OpenedProject, 'files' | 'policy' | 'acceptance'>;

async function commandsOf({ files, policy }: Pick<Asked, 'files' | 'policy'>): Promise<CommandList> {
  const { tasks } = await files.wish();
  return commandList({ policy, tasks }, (text) => digest.sha256(text));
}
