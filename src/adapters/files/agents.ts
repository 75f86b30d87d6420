import type { AgentPolicy } from '../../domain/policy.ts';
import { parseDurationMs } from '../../domain/units.ts';
import type { Finding } from './finding.ts';
import { agentSchema, type Config } from './schema/config.ts';

type AgentConfig = Config['agents'][string];

/** The kinds that need no entry in the config, with the command of each; the built-in one of `demo` needs none. */
const commands: ReadonlyMap<string, string | null> = new Map([
  ['demo', null],
  ['claude', 'claude'],
  ['codex', 'codex'],
]);

/** Kinds that the format knows and this release does not drive. */
const laterKinds: readonly string[] = ['opencode'];

const help =
  'this release drives "claude", "codex", "demo" (scripted) and any agent with a "command" that speaks the event protocol';

/**
 * The agents that workers may use, by name: those of the config, and the known kinds when they are named. One that cannot be
 * used is left out, with a finding at the place that names it.
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
    const isWritten = config.agents[name] !== undefined;
    if (!isWritten && commands.has(name)) agents.set(name, policyOf(name, agentSchema.parse({})));
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

/** An agent that is named like a kind is of that kind, unless the config says another. */
function kindOf(name: string, { kind, command }: AgentConfig): string | Refusal {
  const meant = kind ?? (commands.has(name) ? name : 'custom');
  if (commands.has(meant)) return meant;
  if (meant !== 'custom') {
    const later = laterKinds.includes(meant)
      ? `the kind "${meant}" is not in this release`
      : `unknown kind "${meant}"`;
    return { at: ['kind'], because: `${later}; ${help}` };
  }
  if (command === null) return { at: [], because: `the agent "${name}" has no "command"; ${help}` };
  return 'custom';
}

function policyOf(kind: string, { promptTimeout, command, ...written }: AgentConfig): AgentPolicy {
  return {
    ...written,
    kind,
    command: command ?? commands.get(kind) ?? null,
    // The schema let only durations through.
    promptTimeoutMs: parseDurationMs(promptTimeout) ?? 0,
  };
}

function namesUsed(config: Config): readonly { readonly name: string; readonly path: readonly string[] }[] {
  const ofWorkers = Object.entries(config.workers ?? {}).flatMap(([worker, { agent }]) =>
    agent === undefined ? [] : [{ name: agent, path: ['workers', worker, 'agent'] }],
  );
  return config.agent === undefined ? ofWorkers : [{ name: config.agent, path: ['agent'] }, ...ofWorkers];
}
