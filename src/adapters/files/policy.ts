import { basename, join } from 'node:path';
import { foldName, nameFromDirectory } from '../../domain/names.ts';
import type { AgentPolicy, Policy, ReviewPolicy, WorkerPolicy } from '../../domain/policy.ts';
import { parseDurationMs, parseSizeBytes } from '../../domain/units.ts';
import { agentsOf, defaultAgentOf } from './agents.ts';
import { branchNames } from './branch-names.ts';
import type { Finding } from './finding.ts';
import { serversOf } from './mcp-servers.ts';
import type { Config } from './schema/config.ts';

export interface PolicyPlaces {
  /** Real path of the project root. */
  readonly root: string;
  readonly home: string;
  /** Base when the config names none. */
  readonly baseBranch: string;
  /** Git tracks the queue or the dependencies file: then they are not written by default. */
  readonly queueTracked: boolean;
  /** Kind of agent whose program is on this machine, for a config that names none; null: none is. */
  readonly foundAgent: string | null;
}

/** Makes the policy of a config; `primary` are the workers when the config names none. Findings point into the config. */
export function policyOf(
  config: Config,
  places: PolicyPlaces,
  primary: readonly string[],
): { readonly policy: Policy; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const project = config.project ?? nameFromDirectory(basename(places.root));
  const base = config.base ?? places.baseBranch;
  const agents = agentsOf(config, places.foundAgent, findings);
  const policy: Policy = {
    project,
    root: places.root,
    home: places.home,
    base,
    worktrees: join(places.root, config.worktrees),
    workers: workersOf({ config, agents, primary }, findings),
    parallel: config.parallel,
    agents,
    mcp: serversOf(config, findings),
    setup: {
      run: config.setup.run,
      copy: config.setup.copy,
      link: config.setup.link,
      timeoutMs: ms(config.setup.timeout),
    },
    checks: config.checks.map(({ name, run, timeout }) => ({ name, run, timeoutMs: ms(timeout) })),
    rules: config.rules,
    review: reviewOf(config.review, findings),
    merge: config.merge,
    forge: config.forge,
    github: config.github,
    ci: {
      wait: config.ci.wait,
      appearWithinMs: ms(config.ci.appearWithin),
      timeoutMs: ms(config.ci.timeout),
    },
    pr: { draft: config.pr.draft, label: config.pr.label, assignee: config.pr.assignee },
    git: { ...branchNames({ config, project, base }, findings), ...committerOf(config.git.committer) },
    ...timesOf(config),
    limits: {
      minFreeMemoryBytes: bytes(config.limits.minFreeMemory),
      minFreeDiskBytes: bytes(config.limits.minFreeDisk),
      checkMemoryBytes: config.limits.checkMemory === null ? null : bytes(config.limits.checkMemory),
      costUsd: config.limits.cost,
      costPerTaskUsd: config.limits.costPerTask,
      taskTimeMs: config.limits.taskTime === null ? null : ms(config.limits.taskTime),
      gates: config.limits.gates,
    },
    prices: new Map(Object.entries(config.prices).map(([model, price]) => [model, [price]])),
    retries: config.retries,
    writeBack: config.writeBack ?? !places.queueTracked,
    memory: config.memory === null ? null : join(places.root, config.memory),
    keep: { logBytes: bytes(config.keep.logs), trashMs: ms(config.keep.trash) },
    tmuxSocket: config.tmux.socket,
  };
  return { policy, findings };
}

function timesOf({ health, restart, lease }: Config): Pick<Policy, 'health' | 'restart' | 'leaseMs'> {
  return {
    health: {
      slowMs: ms(health.slow),
      stuckMs: ms(health.stuck),
      remind: health.remind,
      help: health.help,
      silenceMs: ms(health.silence),
      coolDownMs: ms(health.coolDown),
      unverifiedMs: ms(health.unverified),
      quietMs: ms(health.quiet),
      awayMs: ms(health.away),
    },
    restart: { max: restart.max, perMs: ms(restart.per), backoffMs: ms(restart.backoff) },
    leaseMs: ms(lease),
  };
}

/** Words of a command are parted by blanks: no shell sees it. */
function reviewOf(review: Config['review'], findings: Finding[]): ReviewPolicy {
  const { by, command: given, model, baseUrl, rounds, timeout } = review;
  const words = typeof given === 'string' ? given.split(/\s+/).filter((word) => word !== '') : given;
  const command = words === null || words.length === 0 ? null : words;
  if (by === 'command' && command === null)
    findings.push({ path: ['review', 'command'], message: 'the program that reviews has to be named' });
  if ((by === 'anthropic' || by === 'openai-compatible') && model === null)
    findings.push({ path: ['review', 'model'], message: 'the model that reviews has to be named' });
  return { by, command, model, baseUrl, rounds, timeoutMs: ms(timeout) };
}

interface Staff {
  readonly config: Config;
  readonly agents: ReadonlyMap<string, AgentPolicy>;
  readonly primary: readonly string[];
}

/** Names of the workers: those of the config, else the primary tasks. */
export function workerNames(config: Config, primary: readonly string[]): readonly string[] {
  return config.workers === undefined ? primary : Object.keys(config.workers);
}

function workersOf(
  { config, agents, primary }: Staff,
  findings: Finding[],
): ReadonlyMap<string, WorkerPolicy> {
  const workers = new Map<string, WorkerPolicy>();
  const taken = new Map<string, string>();
  const fallback = defaultAgentOf(config, agents);
  for (const name of workerNames(config, primary)) {
    const holder = taken.get(foldName(name));
    if (holder !== undefined) {
      findings.push({
        path: ['workers', name],
        atKey: true,
        message: `the name is taken by "${holder}" (upper and lower case are the same)`,
      });
      continue;
    }
    taken.set(foldName(name), name);
    const agent = config.workers?.[name]?.agent ?? fallback;
    const mcp = config.workers?.[name]?.mcp ?? [];
    if (agent !== null)
      workers.set(name, { agent, index: workers.size, ...(mcp.length === 0 ? {} : { mcp }) });
  }
  return workers;
}

/** "Name <address>" in its two parts; the schema saw to its shape. */
function committerOf(identity: string): Pick<Policy['git'], 'committerName' | 'committerEmail'> {
  const [name = '', address = ''] = identity.split(' <');
  return { committerName: name, committerEmail: address.slice(0, -1) };
}

/** The schema let only durations and sizes through. */
function ms(duration: string): number {
  return parseDurationMs(duration) ?? 0;
}

function bytes(size: string): number {
  return parseSizeBytes(size) ?? 0;
}
