import { describe, expect, test } from 'vitest';
import { anAgent } from '../../../support/policy.ts';
import { json, saying, tempProject } from './project.ts';
import { samples } from './samples.ts';

const demo = { agent: 'demo' };
const queue = json({ primary_tasks: { engineer1: {}, qa: {} } });

async function policyFor(config: unknown, name = 'czar.config.json') {
  const text = typeof config === 'string' ? config : json(config);
  const project = tempProject({ 'work-queue.json': queue, [name]: text });
  return (await project.open()).policy();
}

describe('a project with "agent": "demo" and nothing else', () => {
  test('has the documented defaults', async () => {
    const { policy, problems } = await policyFor(demo);
    expect(problems).toEqual([]);
    expect(policy).toMatchObject({
      project: 'shop',
      base: 'main',
      parallel: 'auto',
      checks: [],
      merge: { auto: true, unblockOn: 'merged', followBase: true, omnibus: 'manual' },
      forge: 'local',
      pr: { draft: false, label: 'worker-generated', assignee: '@me' },
      git: {
        branchPrefix: 'feat/shop-',
        integration: 'omnibus/shop',
        committerName: 'Czar',
        committerEmail: 'czar@localhost',
      },
      health: {
        slowMs: 3_600_000,
        stuckMs: 7_200_000,
        remind: 1,
        help: 1,
        silenceMs: 1_800_000,
        coolDownMs: 600_000,
        unverifiedMs: 600_000,
        quietMs: 10_000,
        awayMs: 1_800_000,
      },
      restart: { max: 5, perMs: 900_000, backoffMs: 5_000 },
      retries: { gates: 3, conflicts: 2, task: 3 },
      limits: { minFreeMemoryBytes: 2e9, minFreeDiskBytes: 5e9 },
      leaseMs: 600_000,
      writeBack: true,
      memory: null,
      keep: { logBytes: 50e6, trashMs: 14 * 86_400_000 },
      tmuxSocket: null,
    });
    expect(policy.worktrees).toBe(`${policy.root}/.czar/worktrees`);
    expect([...policy.workers]).toEqual([
      ['engineer1', { agent: 'demo', index: 0 }],
      ['qa', { agent: 'demo', index: 1 }],
    ]);
    expect([...policy.agents]).toEqual([['demo', anAgent()]]);
  });
});

test.each(['czar.config.json', 'czar.config.jsonc'])('the sample loads as %s', async (name) => {
  const { policy, problems } = await policyFor(samples.config, name);
  expect(policy.agents.get('claude')).toMatchObject({ kind: 'claude', command: 'claude' });
  expect(policy.checks).toEqual([{ name: 'test', run: 'npm test', timeoutMs: 600_000 }]);
  expect(policy.setup.copy).toEqual(['.env', '.env.local']);
  expect([...policy.workers.keys()]).toEqual(['engineer1', 'engineer2', 'qa']);
  expect(policy.workers.get('qa')).toEqual({ agent: 'codex', index: 2 });
  expect(policy.agents.get('codex')).toMatchObject({ kind: 'codex', command: 'codex' });
  expect(problems).toEqual([]);
});

describe('a config is told', () => {
  test('an unknown key, with what was meant, and the rest is taken', async () => {
    const { policy, problems } = await policyFor(
      '{\n  "agent": "demo",\n  "leese": "1m",\n  "parallel": 2\n}',
    );
    expect(problems).toEqual([
      {
        file: 'czar.config.json',
        line: 3,
        column: 3,
        message: 'leese: unknown key; did you mean "lease"?',
        tasks: [],
      },
    ]);
    expect(policy.parallel).toBe(2);
  });

  test.each([
    [
      'a wrong type',
      { parallel: 'many' },
      'parallel: expected a whole number from 1 on, or "auto", found "many"',
    ],
    [
      'a bad duration',
      { lease: '10 minutes' },
      'lease: expected a duration such as "90s", "10m" or "2h", found "10 minutes"',
    ],
    ['a bad duration deep down', { health: { slow: 5 } }, 'health.slow: expected a text, found 5'],
    [
      'a bad size',
      { keep: { logs: '50 megs' } },
      'keep.logs: expected a size such as "50MB" or "2GB", found "50 megs"',
    ],
    [
      'a bad timeout of a check',
      { checks: [{ name: 'a', run: 'b', timeout: 'x' }] },
      'checks[0].timeout: expected a duration',
    ],
    [
      'a check without a command',
      { checks: [{ name: 'a' }] },
      'checks[0].run: expected a text, found nothing',
    ],
    [
      'an unknown key of a check',
      { checks: [{ name: 'a', run: 'b', tiemout: '1m' }] },
      'checks[0].tiemout: unknown key; did you mean "timeout"?',
    ],
    ['a bad project name', { project: 'my shop' }, 'project: expected a name of at most 40'],
    ['a bad worker name', { workers: { 'a b': {} } }, 'workers.a b: expected a name of at most 40'],
    ['two workers that fold to one', { workers: { a: {}, A: {} } }, 'workers.A: the name is taken by "a"'],
    ['a worktrees folder outside', { worktrees: '../x' }, 'worktrees: expected a path inside the project'],
    ['the project as worktrees folder', { worktrees: './' }, 'worktrees: expected a folder of its own'],
    ['a copy from outside', { setup: { copy: ['/etc/passwd'] } }, 'setup.copy[0]: expected a path inside'],
    [
      'a prefix that git refuses',
      { git: { branchPrefix: 'a b' } },
      'git.branchPrefix: expected the beginning of a branch name',
    ],
    [
      'the base as integration branch',
      { git: { integration: 'main' } },
      'git.integration: expected a branch name other than',
    ],
    [
      'a wrong word',
      { forge: 'locl' },
      'forge: expected one of "local", "github", "auto" (did you mean "local"?), found "locl"',
    ],
    [
      'a server that a token would go to in the clear',
      { github: { baseUrl: 'http://git.example.com' } },
      'github.baseUrl: expected an address with https, such as "https://git.example.com/api/v3"',
    ],
    [
      'an agent of an unknown kind',
      { agents: { mine: { kind: 'clod' } } },
      'agents.mine.kind: unknown kind "clod"',
    ],
    [
      'a server that nobody defines',
      { mcp: { docs: { command: 'x' } }, agents: { demo: { mcp: ['dogs'] } } },
      'agents.demo.mcp[0]: there is no server "dogs" under "mcp"; did you mean "docs"?',
    ],
    ['a server that is none', { mcp: { docs: { run: 'x' } } }, 'mcp.docs: expected { "command",'],
    [
      'a key in an address',
      { mcp: { docs: { url: 'https://me:key@example.com/' } } },
      'mcp.docs.url: an address has no name and password here: put them into a header, by "headersFromEnv"',
    ],
    ['a negative count', { retries: { gates: -1 } }, 'retries.gates: expected at least 0'],
    ['a bad committer', { git: { committer: 'me' } }, 'git.committer: expected an identity'],
  ])('%s', async (_what, part, says) => {
    const { problems } = await policyFor({ ...demo, ...part });
    expect(problems.map(({ message }) => message)).toEqual([saying(says)]);
    expect(problems[0]?.line).toBeGreaterThan(0);
  });

  test('that no agent is configured, naming demo', async () => {
    const { policy, problems } = await policyFor({});
    expect(policy.workers.size).toBe(0);
    expect(problems).toMatchObject([{ message: saying('"agent": "demo"') }]);
  });

  test('nothing, where the program of an agent was found', async () => {
    const project = tempProject({ 'work-queue.json': queue });
    const { policy, problems } = await (await project.open({ foundAgent: 'claude' })).policy();
    expect(problems).toEqual([]);
    expect([...policy.agents]).toEqual([['claude', anAgent({ kind: 'claude', command: 'claude' })]]);
    expect(policy.workers.get('qa')?.agent).toBe('claude');
    project.put('czar.config.json', json({ agents: { mine: { command: 'x' } } }));
    const named = await (await project.open({ foundAgent: 'claude' })).policy();
    expect([...named.policy.agents.keys()]).toEqual(['mine']);
  });

  test('nothing about keys of later releases with the right types', async () => {
    const { problems } = await policyFor({
      ...demo,
      limits: { cost: 20, until: '07:00' },
      notify: { desktop: false },
      ci: { wait: 'off' },
      github: { webhook: null },
      agents: { custom: { command: 'x', permissions: 'auto', mcp: [], trust: true } },
    });
    expect(problems).toEqual([]);
  });
});

test('servers of tools are defined once, and named by agents and workers', async () => {
  const { policy, problems } = await policyFor({
    ...demo,
    mcp: {
      docs: { command: 'docs', env: { A: 'b' } },
      web: { url: 'https://example.com/mcp', headersFromEnv: { Authorization: 'KEY' } },
    },
    agents: { demo: { mcp: ['docs'] } },
    workers: { qa: { mcp: ['web'] } },
  });
  expect(problems).toEqual([]);
  expect([...policy.mcp.values()]).toEqual([
    { name: 'docs', command: 'docs', args: [], env: { A: 'b' } },
    { name: 'web', url: 'https://example.com/mcp', headersFromEnv: { Authorization: 'KEY' } },
  ]);
  expect(policy.agents.get('demo')?.mcp).toEqual(['docs']);
  expect(policy.workers.get('qa')?.mcp).toEqual(['web']);
});

test('any agent with a command is a custom one', async () => {
  const { policy } = await policyFor({
    agents: { mine: { command: '/opt/agent', args: ['-x'], env: { A: 'b' } } },
  });
  expect([...policy.agents]).toEqual([
    ['mine', anAgent({ kind: 'custom', command: '/opt/agent', args: ['-x'], env: { A: 'b' } })],
  ]);
  expect(policy.workers.get('qa')?.agent).toBe('mine');
});

test('a config that breaks leaves the last good one in force', async () => {
  const project = tempProject({
    'work-queue.json': queue,
    'czar.config.json': json({ ...demo, parallel: 3 }),
  });
  const files = await project.open();
  expect((await files.policy()).policy.parallel).toBe(3);
  project.put('czar.config.json', '{"agent": "demo", "parallel": 5,,}');
  const { policy, problems } = await files.policy();
  expect(policy.parallel).toBe(3);
  expect(problems).toMatchObject([{ file: 'czar.config.json', line: 1, column: 33 }]);
  expect((await (await project.open()).policy()).policy.parallel).toBe(3);
  project.put('czar.config.json', json({ ...demo, parallel: 4 }));
  expect((await files.policy()).policy.parallel).toBe(4);
});

test('statuses are not written back by default when git tracks the queue', async () => {
  const project = tempProject({ 'work-queue.json': queue, 'czar.config.json': json(demo) });
  expect((await (await project.open({ queueTracked: true })).policy()).policy.writeBack).toBe(false);
  project.put('czar.config.json', json({ ...demo, writeBack: true }));
  expect((await (await project.open({ queueTracked: true })).policy()).policy.writeBack).toBe(true);
});

describe('rules that an agent has no ears for', () => {
  const codex = (agent: object) => policyFor({ agent: 'codex', agents: { codex: agent } });

  test.each([
    ['allow', { allow: ['Bash(npm test)', 'mcp__files'] }, 'decision="allow"'],
    ['deny', { deny: ['Bash(rm *)'] }, 'decision="forbidden"'],
  ])('are refused where they stand: %s of codex', async (key, agent, help) => {
    const { problems } = await codex(agent);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain(`agents.codex.${key}`);
    expect(problems[0]?.message).toContain('codex takes no rules for one run');
    expect(problems[0]?.message).toContain(help);
  });

  test.each([{}, { allow: ['mcp__files'] }, { deny: [] }, { deny: ['Bash(gh *)'] }])(
    'what it hears, and what is said by nobody, is no problem: %j',
    async (agent) => {
      expect((await codex(agent)).problems).toEqual([]);
    },
  );
});
