import { describe, expect, test } from 'vitest';
import { agentKinds } from '../../../../../src/adapters/agents/kinds.ts';
import type { AgentPolicy } from '../../../../../src/domain/policy.ts';
import type { AgentKind, Launch } from '../../../../../src/ports/agent.ts';
import { anAgent } from '../../../../support/policy.ts';

const screen = {
  prompt: ['ready>'],
  busy: [],
  composer: null,
  continues: null,
  placeholder: null,
  paste: [],
  limits: ['Limit reached'],
  dialogs: [],
} as const;
const lines = { lines: ['Limit reached, try again in 1h', 'ready>'], cursorX: 0, cursorY: 1 };

function kind(name: string, over: Partial<AgentPolicy> = {}): AgentKind | undefined {
  return agentKinds()
    .get(name)
    ?.configured?.(anAgent({ kind: 'custom', command: 'my-agent', ...over }));
}

test('without facts in the config a custom agent is what it was', () => {
  const plain = agentKinds().get('custom');
  const found = kind('custom');
  expect(found).toMatchObject({ name: 'custom', facts: plain?.facts, versionArgs: null });
  expect(found?.read(lines).shows).toBe('unknown');
  expect(found?.limit?.(lines, 0)).toBeNull();
  expect(found?.interruptKeys).toEqual(['C-c']);
  expect(found?.clearKeys).toEqual([]);
});

test('with a screen in the config it is ready by its prompt, and proves no more than before', () => {
  const found = kind('custom', { screen, interruptKeys: ['Escape'], clearKeys: ['C-u'] });
  expect(found?.name).toBe('custom-screen');
  expect(found?.facts).toEqual({ ...agentKinds().get('custom')?.facts, readyBy: 'screen' });
  expect(found?.read(lines).shows).toBe('prompt');
  expect(found?.limit?.(lines, 1_000)).toMatchObject({ resetAt: 3_601_000 });
  expect([found?.interruptKeys, found?.clearKeys]).toEqual([['Escape'], ['C-u']]);
});

test('one that runs is read no more once the config stops describing its screen', () => {
  const found = kind('custom-screen');
  expect(found?.name).toBe('custom-screen');
  expect(found?.read(lines).shows).toBe('unknown');
});

test('it is asked for its version as the config says', () => {
  expect(kind('custom', { versionArgs: ['--version'] })?.versionArgs).toEqual(['--version']);
});

describe('a conversation is gone on with', () => {
  const uuid = '0b8e5a4e-6f3c-4a55-9a77-0f5f6d1c2b3a';
  const launch = (over: Partial<AgentPolicy>, resumes: string | null): Launch | undefined =>
    kind('custom', over)?.launch({
      agent: anAgent({ kind: 'custom', command: 'my-agent', ...over }),
      cwd: '/w',
      gitDir: '/w/.git',
      generation: 1,
      worker: 'w1',
      kit: '/kit',
      statusFolder: '/status',
      servers: null,
      uuid,
      resumes,
    });

  test.each([
    ['custom-resumes', null],
    ['custom-screen-resumes', screen],
  ])('by a kind of its own: %s', (name, described) => {
    const found = kind('custom', { resumeArgs: ['--continue'], screen: described });
    expect(found).toMatchObject({ name, facts: { resumes: true } });
    expect(found?.facts.readyBy).toBe(described === null ? 'event' : 'screen');
    expect(kind(name)).toMatchObject({ name, facts: { resumes: true } });
  });

  test('under the name that its arguments gave it', () => {
    const over = { args: ['--id={conversation}'], resumeArgs: ['--resume', '{conversation}'] };
    expect(launch(over, null)).toMatchObject({ argv: ['my-agent', `--id=${uuid}`], conversation: uuid });
    expect(launch(over, 'c-1')).toMatchObject({
      argv: ['my-agent', '--resume', 'c-1'],
      conversation: 'c-1',
    });
  });

  test('that is the last one in its worktree, where no argument names one', () => {
    const over = { args: ['-q'], resumeArgs: ['-q', '--continue'] };
    expect(launch(over, null)).toMatchObject({ argv: ['my-agent', '-q'], conversation: uuid });
    expect(launch(over, uuid)).toMatchObject({ argv: ['my-agent', '-q', '--continue'], conversation: uuid });
  });

  test('once its events have named it, where only the arguments of a resumed one do', () => {
    const over = { args: ['-q'], resumeArgs: ['resume', '{conversation}'] };
    expect(launch(over, null)).toMatchObject({ argv: ['my-agent', '-q'], conversation: null });
    expect(launch(over, '$& x')?.argv).toEqual(['my-agent', 'resume', '$& x']);
  });

  test('by no other agent: its arguments are taken as they stand', () => {
    expect(launch({ args: ['{conversation}'] }, null)).toMatchObject({
      argv: ['my-agent', '{conversation}'],
      conversation: null,
    });
  });
});
