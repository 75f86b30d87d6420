import { describe, expect, test } from 'vitest';
import { claudeKind } from '../../../../../src/adapters/agents/claude/kind.ts';
import type { AgentPolicy } from '../../../../../src/domain/policy.ts';
import type { Launch } from '../../../../../src/ports/agent.ts';
import { anAgent } from '../../../../support/policy.ts';
import { isRecord } from './decode-fixture.ts';

const uuid = '0b8e5a4e-6f3c-4a55-9a77-0f5f6d1c2b3a';

function launched(over: Partial<AgentPolicy> = {}, resumes: string | null = null): Launch {
  return claudeKind.launch({
    cwd: '/w',
    gitDir: '/r/.git/worktrees/w',
    generation: 2,
    worker: 'engineer1',
    kit: '/run/kit',
    statusFolder: '/project/status',
    uuid,
    resumes,
    servers: null,
    agent: anAgent({ kind: 'claude', command: 'claude', ...over }),
  });
}

function settingsOf({ files }: Launch): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(files[0]?.content ?? 'null');
  if (!isRecord(value)) throw new Error('there are no settings');
  return value;
}

describe('claude is started', () => {
  test('with settings of this run, under a name that is known beforehand', () => {
    const launch = launched();
    expect(launch.argv).toEqual([
      'claude',
      '--settings',
      '/run/kit/settings.json',
      '--permission-mode',
      'default',
      '--session-id',
      uuid,
    ]);
    expect(launch.conversation).toBe(uuid);
    expect(launch.files.map(({ name }) => name)).toEqual(['settings.json']);
  });

  test('in its last conversation, when there is one to go on with', () => {
    const launch = launched({}, 'before');
    expect(launch.argv.slice(-2)).toEqual(['--resume', 'before']);
    expect(launch.conversation).toBe('before');
  });

  test('without updates, and with what the config says', () => {
    const { argv, env, inherits } = launched({
      command: '/opt/claude',
      model: 'opus',
      args: ['--verbose'],
      env: { DISABLE_AUTOUPDATER: '0', A: 'b' },
    });
    expect(inherits).toContain('ANTHROPIC_API_KEY');
    expect(argv[0]).toBe('/opt/claude');
    expect(argv.slice(-3)).toEqual(['--model', 'opus', '--verbose']);
    expect(env).toMatchObject({
      DISABLE_AUTOUPDATER: '0',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      A: 'b',
    });
  });

  test.each([
    ['ask', 'default'],
    ['edits', 'acceptEdits'],
    ['auto', 'auto'],
    ['deny', 'dontAsk'],
    ['bypass', 'bypassPermissions'],
  ] as const)('with the permissions "%s" in the mode %s', (permissions, mode) => {
    const launch = launched({ permissions });
    expect(launch.argv).toContain(mode);
    expect('skipDangerousModePermissionPrompt' in settingsOf(launch)).toBe(permissions === 'bypass');
  });

  test('with its lists, and the status to read but not to change', () => {
    expect(settingsOf(launched({ allow: ['Bash(npm test)'], deny: ['Bash(gh *)'] }))['permissions']).toEqual({
      additionalDirectories: ['/project/status'],
      allow: ['Bash(npm test)'],
      deny: ['Bash(gh *)', 'Edit(//project/status/**)'],
    });
  });

  test('with a hook for all that is to be heard', () => {
    const content = launched().files[0]?.content ?? '';
    expect(content).toMatch(
      /"command": "sh '\/.*\/czar-report\.sh' claude UserPromptSubmit",\s+"timeout": 10/,
    );
    expect(content).toMatch(/ claude Stop bare"/);
  });
});
