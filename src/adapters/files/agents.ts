import type { AgentPolicy } from '../../domain/policy.ts';
import { parseDurationMs, parseSizeBytes } from '../../domain/units.ts';
import type { Finding } from './finding.ts';
import { agentSchema, type Config } from './schema/config.ts';

type AgentConfig = Config['agents'][string];

/** The kinds that need no entry in the config, with the command of each; the built-in one of `demo` needs none. */
const commands: ReadonlyMap<string, string | null> = new Map([
  ['demo', null],
  ['claude', 'claude'],
  ['codex', 'codex'],
  ['opencode', 'opencode'],
]);

/** Programs of agents that are looked for where the config names no agent, most wanted first; each by its kind. */
export const sought: readonly { readonly kind: string; readonly command: string }[] = [...commands].flatMap(
  ([kind, command]) => (command === null ? [] : [{ kind, command }]),
);

const help =
  'this release drives "claude", "codex", "opencode", "demo" (scripted) and any agent with a "command" that speaks the event protocol';

/**
 * The agents that workers may use, by name: those of the config, and the known kinds when they are named. One that cannot be
 * used is left out, with a finding at the place that names it. `found`: the kind whose program is on this machine, for a config that names none.
 */
export function agentsOf(
  config: Config,
  found: string | null,
  findings: Finding[],
): ReadonlyMap<string, AgentPolicy> {
  const written = Object.entries(config.agents);
  const agents = writtenAgents(written, findings);
  if (found !== null && written.length === 0) agents.set(found, asKnown(found));
  for (const { name, path } of namesUsed(config)) {
    if (agents.has(name)) continue;
    const isWritten = config.agents[name] !== undefined;
    if (!isWritten && commands.has(name)) agents.set(name, asKnown(name));
    else if (!isBlamed(name, findings)) {
      findings.push({ path, message: `there is no agent "${name}": ${help}` });
    }
  }
  if (defaultAgentOf(config, agents) === null) findings.push({ path: [], message: noAgent() });
  return agents;
}

function writtenAgents(
  written: readonly (readonly [string, AgentConfig])[],
  findings: Finding[],
): Map<string, AgentPolicy> {
  const agents = new Map<string, AgentPolicy>();
  for (const [name, agent] of written) {
    const kind = kindOf(name, agent);
    if (typeof kind !== 'string') {
      findings.push({ path: ['agents', name, ...kind.at], message: kind.because });
      continue;
    }
    const unheard = [...unheardRules(kind, agent), ...unheardFacts(kind, agent)];
    for (const { at, because } of unheard) findings.push({ path: ['agents', name, ...at], message: because });
    if (unheard.length === 0) agents.set(name, policyOf(kind, agent));
  }
  return agents;
}

/** Rules of the config that the kind has no ears for: whoever wrote them counts on them. */
function unheardRules(kind: string, { allow, deny }: AgentConfig): readonly Refusal[] {
  if (kind !== 'codex') return [];
  const usual = agentSchema.parse({});
  const isUsual = deny.every((rule) => usual.deny.includes(rule));
  const other = allow.filter((rule) => !rule.startsWith('mcp__'));
  return [
    ...(other.length === 0
      ? []
      : [{ at: ['allow'], because: `${noLists('allow', other)}; "mcp__<server>" is heard` }]),
    ...(isUsual ? [] : [{ at: ['deny'], because: noLists('deny', deny) }]),
  ];
}

/** Of the kinds that Czar knows these are known. */
function unheardFacts(kind: string, agent: AgentConfig): readonly Refusal[] {
  if (kind === 'custom') return untriable(agent);
  return (['screen', 'interruptKeys', 'clearKeys', 'resumeArgs', 'versionArgs'] as const)
    .filter((key) => agent[key] !== null)
    .map((key) => ({ at: [key], because: `only an agent of the kind "custom" has "${key}" in the config` }));
}

/** Another version is tried by pasting a text and taking it away again, and by what its screen shows of that. */
function untriable({ versionArgs, screen, clearKeys }: AgentConfig): readonly Refusal[] {
  if (versionArgs === null || (screen !== null && screen.composer !== null && clearKeys !== null)) return [];
  const because =
    'a new version is tried by its screen: this needs a "screen" with a "composer", and "clearKeys"';
  return [{ at: ['versionArgs'], because }];
}

function noLists(key: 'allow' | 'deny', rules: readonly string[]): string {
  return `codex takes no rules for one run, so ${rules.map((rule) => `"${rule}"`).join(', ')} would be ignored: write ${
    key === 'allow' ? 'prefix_rule(…, decision="allow")' : 'prefix_rule(…, decision="forbidden")'
  } into ~/.codex/rules/, or choose other "permissions"`;
}

/** An agent of a known kind as it is when the config says nothing about it. */
function asKnown(kind: string): AgentPolicy {
  return policyOf(kind, agentSchema.parse({}));
}

function isBlamed(name: string, findings: readonly Finding[]): boolean {
  return findings.some(({ path: [first, about] }) => first === 'agents' && about === name);
}

function noAgent(): string {
  const programs = sought.map(({ command }) => command).join(', ');
  return `no agent is configured, and PATH has none of ${programs}: ${help}. Try "agent": "demo"`;
}

/** The agent of workers that name none: `agent`, else the first usable one of `agents`, else what was found; null when there is none. */
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
    return { at: ['kind'], because: `unknown kind "${meant}"; ${help}` };
  }
  if (command === null) return { at: [], because: `the agent "${name}" has no "command"; ${help}` };
  return 'custom';
}

function policyOf(
  kind: string,
  { promptTimeout, pasteLimit, command, ...written }: AgentConfig,
): AgentPolicy {
  return {
    ...written,
    kind,
    command: command ?? commands.get(kind) ?? null,
    // The schema let only durations and sizes through.
    promptTimeoutMs: parseDurationMs(promptTimeout) ?? 0,
    pasteBytes: pasteLimit === null ? null : parseSizeBytes(pasteLimit),
  };
}

function namesUsed(config: Config): readonly { readonly name: string; readonly path: readonly string[] }[] {
  const ofWorkers = Object.entries(config.workers ?? {}).flatMap(([worker, { agent }]) =>
    agent === undefined ? [] : [{ name: agent, path: ['workers', worker, 'agent'] }],
  );
  return config.agent === undefined ? ofWorkers : [{ name: config.agent, path: ['agent'] }, ...ofWorkers];
}
