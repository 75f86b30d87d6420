import { printable } from '../../domain/names.ts';
import type { AgentPolicy, Policy } from '../../domain/policy.ts';
import { findProgram } from '../../adapters/process/find-program.ts';
import type { Refusal } from '../refusal.ts';
import type { Surroundings } from '../surroundings.ts';

/** One refusal for each agent of a worker whose program cannot be found. */
export async function missingCommands(policy: Policy, env: Surroundings['env']): Promise<readonly Refusal[]> {
  const used = new Set([...policy.workers.values()].map(({ agent }) => agent));
  const refusals: Refusal[] = [];
  for (const name of used) {
    const agent = policy.agents.get(name);
    const command = agent?.command ?? null;
    if (agent === undefined || command === null || (await isFound(command, agent, { policy, env }))) continue;
    refusals.push({
      what: `start the agent "${name}"`,
      on: printable(command),
      because: 'there is no such program',
      help: `install it, or set "agents.${name}.command" in czar.config.json to its path`,
    });
  }
  return refusals;
}

async function isFound(
  command: string,
  agent: AgentPolicy,
  { policy, env }: { readonly policy: Policy; readonly env: Surroundings['env'] },
): Promise<boolean> {
  // A path is taken from the worktree, which has the files of the project.
  const path = agent.env['PATH'] ?? env['PATH'];
  return (await findProgram(command, { root: policy.root, path })) !== null;
}
