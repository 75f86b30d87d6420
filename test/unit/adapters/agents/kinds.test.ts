import { expect, test } from 'vitest';
import { agentKinds } from '../../../../src/adapters/agents/kinds.ts';
import { parseStartOptions } from '../../../../src/adapters/agents/demo/start-options.ts';
import { anAgent } from '../../../support/policy.ts';

const context = {
  cwd: '/w',
  gitDir: '/repo/.git/worktrees/w',
  generation: 2,
  worker: 'engineer1',
  kit: '/kit',
  statusFolder: '/project/status',
  uuid: '0b8e5a4e-6f3c-4a55-9a77-0f5f6d1c2b3a',
  resumes: null,
  servers: null,
};
const policy = anAgent({ env: { A: 'b' } });

test('every kind is found under its own name', () => {
  expect([...agentKinds()].map(([name, kind]) => [name, kind.name])).toEqual([
    ['demo', 'demo'],
    ['claude', 'claude'],
    ['codex', 'codex'],
    ['opencode', 'opencode'],
    ['custom', 'custom'],
    ['custom-screen', 'custom-screen'],
    ['custom-resumes', 'custom-resumes'],
    ['custom-screen-resumes', 'custom-screen-resumes'],
  ]);
});

test('a demo agent is the program that ships with Czar, started by this Node', () => {
  const launch = agentKinds()
    .get('demo')
    ?.launch({ ...context, agent: { ...policy, kind: 'demo' } });
  expect(launch?.argv).toEqual([process.execPath, expect.stringMatching(/agents\/demo\/program\.js$/)]);
  expect(launch?.env).toEqual({ A: 'b' });
});

test('a command in the config takes the place of the program', () => {
  const agent = { ...policy, kind: 'demo', command: 'node', args: ['x.js'] };
  expect(
    agentKinds()
      .get('demo')
      ?.launch({ ...context, agent }).argv,
  ).toEqual(['node', 'x.js']);
});

test('a custom agent is its command, and is told where the event script lies', () => {
  const agent = { ...policy, kind: 'custom', command: 'my-agent', args: ['--quiet', 'a b'] };
  const launch = agentKinds()
    .get('custom')
    ?.launch({ ...context, agent });
  expect(launch?.argv).toEqual(['my-agent', '--quiet', 'a b']);
  expect(launch?.env).toMatchObject({ A: 'b' });
  expect(launch?.env['CZAR_EVENT']).toMatch(/agents\/czar-event\.sh$/);
});

test('a custom agent without a command is refused', () => {
  const agent = { ...policy, kind: 'custom' };
  expect(() =>
    agentKinds()
      .get('custom')
      ?.launch({ ...context, agent }),
  ).toThrow('has no "command"');
});

test('the start options of the demo agent are read, and unknown ones refused by name', () => {
  expect(parseStartOptions('slow-start=3s, trust-dialog,crash-loop,no-events')).toEqual({
    slowStartMs: 3_000,
    trustDialog: true,
    crashAfterMs: 200,
    events: false,
    swallowFirstEnter: false,
    silent: false,
  });
  for (const text of ['dance', 'slow-start', 'slow-start=soon', 'silent=5'])
    expect(parseStartOptions(text)).toEqual({
      problem: `CZAR_DEMO: "${text}" is no option of the demo agent`,
    });
});
