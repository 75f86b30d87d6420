import type { AgentPolicy, HealthPolicy, Policy } from '../../src/domain/policy.ts';

const MINUTE_MS = 60_000;

/** The documented defaults, with two demo workers `w1` and `w2` and no checks. */
export function aPolicy(
  over: Partial<Omit<Policy, 'health'>> & { readonly health?: Partial<HealthPolicy> } = {},
): Policy {
  const { health, ...rest } = over;
  return {
    project: 'shop',
    root: '/project',
    home: '/project',
    base: 'main',
    worktrees: '/project/.czar/worktrees',
    workers: workersNamed('w1', 'w2'),
    parallel: 'auto',
    agents: new Map([['demo', anAgent()]]),
    mcp: new Map(),
    setup: { run: null, copy: [], link: [], timeoutMs: 10 * MINUTE_MS },
    checks: [],
    review: { by: 'none', command: null, model: null, baseUrl: null, rounds: 3, timeoutMs: 10 * MINUTE_MS },
    rules: { docs: 'off', changelog: 'off', secrets: 'block', protected: ['.github/**'] },
    merge: { auto: true, unblockOn: 'merged', followBase: true, omnibus: 'manual' },
    forge: 'local',
    github: { tokenCommand: 'false', baseUrl: null, app: null, webhook: null },
    ci: { wait: 'if-present', appearWithinMs: 3 * MINUTE_MS, timeoutMs: 45 * MINUTE_MS },
    pr: { draft: false, label: 'worker-generated', assignee: '@me' },
    git: {
      branchPrefix: 'feat/shop-',
      integration: 'omnibus/shop',
      committerName: 'Czar',
      committerEmail: 'czar@localhost',
    },
    health: {
      slowMs: 60 * MINUTE_MS,
      stuckMs: 120 * MINUTE_MS,
      remind: 1,
      help: 1,
      silenceMs: 30 * MINUTE_MS,
      coolDownMs: 10 * MINUTE_MS,
      unverifiedMs: 10 * MINUTE_MS,
      quietMs: 10_000,
      awayMs: 30 * MINUTE_MS,
      ...health,
    },
    restart: { max: 5, perMs: 15 * MINUTE_MS, backoffMs: 5_000 },
    retries: { gates: 3, conflicts: 2, task: 3 },
    limits: {
      minFreeMemoryBytes: 2e9,
      minFreeDiskBytes: 5e9,
      gates: 'auto',
      costUsd: null,
      costPerTaskUsd: null,
      taskTimeMs: null,
    },
    prices: new Map(),
    leaseMs: 10 * MINUTE_MS,
    writeBack: true,
    memory: null,
    keep: { logBytes: 50e6, trashMs: 14 * 24 * 60 * MINUTE_MS },
    tmuxSocket: null,
    ...rest,
  };
}

export function workersNamed(...names: readonly string[]): Policy['workers'] {
  return new Map(names.map((name, index) => [name, { agent: 'demo', index }]));
}

/** The documented defaults. */
export function anAgent(over: Partial<AgentPolicy> = {}): AgentPolicy {
  return {
    kind: 'demo',
    command: null,
    args: [],
    env: {},
    model: null,
    permissions: 'ask',
    allow: [],
    deny: ['Bash(git push *)', 'Bash(gh *)'],
    trust: false,
    onPrompt: 'wait',
    promptTimeoutMs: 10 * MINUTE_MS,
    pasteBytes: null,
    account: 'default',
    mcp: [],
    screen: null,
    interruptKeys: null,
    clearKeys: null,
    resumeArgs: null,
    versionArgs: null,
    ...over,
  };
}
