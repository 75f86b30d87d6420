import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { opencodeKind } from '../../../../../src/adapters/agents/opencode/kind.ts';
import type { AgentPolicy } from '../../../../../src/domain/policy.ts';
import { anAgent } from '../../../../support/policy.ts';

const context = {
  cwd: '/srv/shop/.czar/worktrees/w1',
  gitDir: '/srv/shop/.git/worktrees/w1',
  generation: 2,
  worker: 'engineer1',
  kit: '/kit',
  statusFolder: '/srv/shop/status',
  uuid: '0b8e5a4e-6f3c-4a55-9a77-0f5f6d1c2b3a',
  resumes: null,
  servers: null,
};

function launched(over: Partial<AgentPolicy> = {}, resumes: string | null = null) {
  return opencodeKind.launch({ ...context, resumes, agent: anAgent({ kind: 'opencode', ...over }) });
}

const configSchema = z.object({
  autoupdate: z.boolean(),
  plugin: z.array(z.string()),
  permission: z.record(z.string(), z.record(z.string(), z.string())),
});

function configOf(over: Partial<AgentPolicy> = {}) {
  return configSchema.parse(JSON.parse(launched(over).env['OPENCODE_CONFIG_CONTENT'] ?? ''));
}

/** As opencode judges: names and patterns are matched with wildcards, and the last rule that fits holds. */
function judged(over: Partial<AgentPolicy>, tool: string, input = 'x'): string {
  const rules = Object.entries(configOf(over).permission).flatMap(([name, patterns]) =>
    Object.entries(patterns).map(([pattern, action]) => ({ name, pattern, action })),
  );
  const fits = (text: string, pattern: string): boolean =>
    new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
    ).test(text);
  const held = rules.findLast(({ name, pattern }) => fits(tool, name) && fits(input, pattern));
  return held?.action ?? 'as opencode has it';
}

describe('opencode', () => {
  test('is started with a plugin of this run, which its own configuration is added to', () => {
    const { argv, env, inherits, files, conversation } = launched({ env: { A: 'b' } });
    expect(argv).toEqual(['opencode']);
    expect(env).toMatchObject({ A: 'b', OPENCODE_DISABLE_AUTOUPDATE: '1' });
    expect(configOf()).toMatchObject({
      autoupdate: false,
      plugin: [expect.stringMatching(/^file:\/\/.*\/agents\/opencode\/plugin\.js$/)],
    });
    expect(inherits).toContain('OPENCODE_CONFIG');
    expect([files, conversation]).toEqual([[], null]);
  });

  test.each([
    ['ask', 'ask', 'ask', 'ask'],
    ['edits', 'as opencode has it', 'ask', 'ask'],
    ['auto', 'as opencode has it', 'as opencode has it', 'as opencode has it'],
    ['deny', 'deny', 'deny', 'deny'],
    ['bypass', 'as opencode has it', 'as opencode has it', 'as opencode has it'],
  ] as const)(
    'in the mode %s judges an edit with %s, a command with %s, a server with %s',
    (mode, ...how) => {
      const over = { permissions: mode, deny: [] };
      const tools = ['edit', 'bash', 'shop_buy'];
      expect(tools.map((tool) => judged(over, tool))).toEqual(how);
      expect(judged(over, 'read')).toBe('as opencode has it');
      expect(launched(over).argv.includes('--auto')).toBe(mode === 'bypass');
    },
  );

  test('asks nobody in the mode deny, not for secrets or other folders either', () => {
    const over = { permissions: 'deny' } as const;
    expect(judged(over, 'read', 'config/.env')).toBe('deny');
    expect(judged(over, 'read', '.env.example')).toBe('allow');
    expect(judged(over, 'external_directory', '/etc/*')).toBe('deny');
  });

  test('does without asking what is allowed, and never what is denied', () => {
    const over = { allow: ['Bash(git *)', 'edit', 'Write(docs/*)'], deny: ['Bash(git push *)', 'webfetch'] };
    expect(judged(over, 'bash', 'git commit -m x')).toBe('allow');
    expect(judged(over, 'bash', 'npm test')).toBe('ask');
    expect(judged(over, 'bash', 'git push origin')).toBe('deny');
    expect(judged(over, 'edit', 'a.ts')).toBe('allow');
    expect(judged(over, 'webfetch', 'http://x')).toBe('deny');
    const both = { allow: ['bash(ls *)'], deny: ['bash(ls *)'] };
    expect(judged(both, 'bash', 'ls x')).toBe('deny');
  });

  test('may read the status folder, and not change it', () => {
    for (const permissions of ['ask', 'auto', 'deny', 'bypass'] as const) {
      const over = { permissions, allow: ['edit'] };
      expect(judged(over, 'external_directory', '/srv/shop/status/*')).toBe('allow');
      expect(judged(over, 'edit', '../../../status/worker-status.json')).toBe('deny');
    }
  });

  test('names no rule like one that the configuration of a user could have', () => {
    const names = Object.keys(configOf({ allow: ['Bash(ls)', 'Read(x)'], permissions: 'deny' }).permission);
    for (const name of names) expect(name).toMatch(/[?*]/);
  });

  test.each(['', 'git push', 'Bash(', '(x)', 'Bash()'])('refuses the rule %j', (rule) => {
    expect(() => launched({ deny: [rule] })).toThrow('it is no rule of the form');
  });

  test('refuses a config that takes the place of its own', () => {
    expect(() => launched({ env: { OPENCODE_CONFIG_CONTENT: '{}' } })).toThrow('OPENCODE_CONFIG_CONTENT');
  });

  test('takes the model, the command and the arguments of the config', () => {
    const { argv } = launched({ command: '/opt/opencode', model: 'p/m', args: ['--agent', 'x'] });
    expect(argv).toEqual(['/opt/opencode', '--model', 'p/m', '--agent', 'x']);
  });

  test('goes on with a conversation by its id', () => {
    const { argv, conversation } = launched({ args: ['--agent', 'x'] }, 'ses_1');
    expect([argv, conversation]).toEqual([['opencode', '--session', 'ses_1', '--agent', 'x'], 'ses_1']);
  });

  test('has no key that could end it when its composer is empty', () => {
    expect(opencodeKind.clearKeys).not.toContain('C-c');
    expect(opencodeKind.interruptKeys).toEqual(['Escape', 'Escape']);
  });
});
