import type { AgentPolicy } from '../../domain/policy.ts';
import type { Finding } from './finding.ts';
import type { Config } from './schema/config.ts';

type AgentConfig = Config['agents'][string];

/** Kinds that the format knows and this release does not drive. */
const laterKinds: readonly string[] = ['claude', 'codex', 'opencode'];

const help =
  'this release drives "demo" (scripted) and any agent with a "command" that speaks the event protocol';

const demoAgent: AgentPolicy = { kind: 'demo', command: null, args: [], env: {} };

/**
 * The agents that workers may use, by name: those of the config, and `demo` when it is named. One that cannot be used is left
 * out, with a finding at the place that names it.
 */
export function agentsOf(config: Config, findings: Finding[]): ReadonlyMap<string, AgentPolicy> {
  const agents = new Map<string, AgentPolicy>();
  for (const [name, written] of Object.entries(config.agents)) {
    const kind = kindOf(name, written);
    if (typeof kind === 'string') agents.set(name, policyOf(kind, written));
    else findings.push({ path: ['agents', name, ...kind.at], message: kind.because });
  }
  for (const { name, path } of namesUsed(config)) {
    if (agents.has(name)) continue;
    if (name === 'demo' && config.agents['demo'] === undefined) agents.set(name, demoAgent);
    else if (!findings.some(({ path: [first, about] }) => first === 'agents' && about === name)) {
      findings.push({ path, message: `there is no agent "${name}": ${help}` });
    }
  }
  if (defaultAgentOf(config, agents) === null) {
    findings.push({ path: [], message: `no agent is configured: ${help}. Try "agent": "demo"` });
  }
  return agents;
}

/** The agent of workers that name none: `agent`, else the first usable one of `agents`; null when there is none. */
export function defaultAgentOf(config: Config, agents: ReadonlyMap<string, AgentPolicy>): string | null {
  return config.agent ?? agents.keys().next().value ?? null;
}

interface Refusal {
  readonly at: readonly string[];
  readonly because: string;
}

function kindOf(name: string, { kind, command }: AgentConfig): string | Refusal {
  if (kind === 'demo' || (kind === undefined && name === 'demo')) return 'demo';
  if (kind !== undefined && kind !== 'custom') {
    const later = laterKinds.includes(kind)
      ? `the kind "${kind}" is not in this release`
      : `unknown kind "${kind}"`;
    return { at: ['kind'], because: `${later}; ${help}` };
  }
  if (command === null) return { at: [], because: `the agent "${name}" has no "command"; ${help}` };
  return 'custom';
}

function policyOf(kind: string, { command, args, env }: AgentConfig): AgentPolicy {
  return { kind, command, args, env };
}

function namesUsed(config: Config): readonly { readonly name: string; readonly path: readonly string[] }[] {
  const ofWorkers = Object.entries(config.workers ?? {}).flatMap(([worker, { agent }]) =>
    agent === undefined ? [] : [{ name: agent, path: ['workers', worker, 'agent'] }],
  );
  return config.agent === undefined ? ofWorkers : [{ name: config.agent, path: ['agent'] }, ...ofWorkers];
}
