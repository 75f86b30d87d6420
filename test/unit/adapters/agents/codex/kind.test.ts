import { describe, expect, test } from 'vitest';
import { codexKind } from '../../../../../src/adapters/agents/codex/kind.ts';
import type { AgentPolicy } from '../../../../../src/domain/policy.ts';
import { anAgent } from '../../../../support/policy.ts';

const context = {
  cwd: '/srv/my "shop"',
  gitDir: '/srv/repo/.git/worktrees/shop',
  generation: 2,
  worker: 'engineer1',
  kit: '/kit',
  statusFolder: '/project/status',
  uuid: '0b8e5a4e-6f3c-4a55-9a77-0f5f6d1c2b3a',
  resumes: null,
  servers: null,
};

function launched(over: Partial<AgentPolicy> = {}, resumes: string | null = null) {
  return codexKind.launch({ ...context, resumes, agent: anAgent({ kind: 'codex', ...over }) });
}

function valuesOf(argv: readonly string[], flag: string): readonly string[] {
  return argv.filter((_, at) => argv[at - 1] === flag);
}

describe('codex', () => {
  test('is started on its own, with hooks of this run that pass on what they are told', () => {
    const { argv, env, inherits, files, conversation } = launched({ env: { OPENAI_API_KEY: 'k' } });
    expect(argv.slice(0, 3)).toEqual(['codex', '--no-daemon', '--dangerously-bypass-hook-trust']);
    expect(inherits).toContain('CODEX_HOME');
    expect({ env, files, conversation }).toEqual({
      env: { OPENAI_API_KEY: 'k' },
      files: [],
      conversation: null,
    });
    const settings = valuesOf(argv, '--config');
    expect(settings).toContain('check_for_update_on_startup=false');
    expect(settings).toContainEqual(
      expect.stringMatching(
        /^hooks\.UserPromptSubmit=\[\{hooks=\[\{type="command",command="sh '\/.*\/agents\/czar-report\.sh' codex UserPromptSubmit",timeout=10\}\]\}\]$/,
      ),
    );
    expect(settings).toContainEqual(expect.stringContaining(' codex PreToolUse bare"'));
  });

  test.each([
    ['ask', ['--sandbox', 'read-only', '--ask-for-approval', 'on-request']],
    ['edits', ['--sandbox', 'workspace-write', '--ask-for-approval', 'on-request']],
    ['auto', ['--approve-for-me']],
    ['deny', ['--sandbox', 'workspace-write', '--ask-for-approval', 'never']],
    ['bypass', ['--dangerously-bypass-approvals-and-sandbox']],
  ] as const)('in the mode %s has the permissions %j', (permissions, flags) => {
    expect(launched({ permissions }).argv.join(' ')).toContain(flags.join(' '));
  });

  test('asks a person for permission only where it has no reviewer of its own', () => {
    const told = (permissions: AgentPolicy['permissions']) =>
      valuesOf(launched({ permissions }).argv, '--config').filter((one) =>
        one.startsWith('hooks.PermissionRequest='),
      );
    expect(told('edits')).toEqual([expect.stringContaining(' codex PermissionRequest"')]);
    expect(told('auto')).toEqual([expect.stringContaining(' codex PermissionReview bare"')]);
  });

  test('may write what a commit writes where it may write at all, and neither hooks nor config of the repository', () => {
    const folders = ['worktrees/shop', 'objects', 'refs', 'logs'].map((name) => `/srv/repo/.git/${name}`);
    for (const permissions of ['edits', 'auto', 'deny'] as const)
      expect(valuesOf(launched({ permissions }).argv, '--add-dir')).toEqual(folders);
    for (const permissions of ['ask', 'bypass'] as const)
      expect(valuesOf(launched({ permissions }).argv, '--add-dir')).toEqual([]);
    const agent = anAgent({ kind: 'codex', permissions: 'edits' });
    const plain = codexKind.launch({ ...context, gitDir: '/srv/shop/.git', agent });
    expect(plain.argv).not.toContain('--add-dir');
  });

  test('has its folder trusted for this run only, and only when the config says so', () => {
    expect(launched().argv.join(' ')).not.toContain('trust_level');
    expect(valuesOf(launched({ trust: true }).argv, '--config')).toContain(
      'projects={"/srv/my \\"shop\\""={trust_level="trusted"}}',
    );
  });

  test('takes the model, the command and the arguments of the config', () => {
    const { argv } = launched({ command: '/opt/codex', model: 'gpt-x', args: ['--search'] });
    expect(argv[0]).toBe('/opt/codex');
    expect(valuesOf(argv, '--model')).toEqual(['gpt-x']);
    expect(argv.at(-1)).toBe('--search');
  });

  test('goes on with a conversation by its id', () => {
    const { argv, conversation } = launched({ args: ['--search'] }, 'c-1');
    expect([argv[0], argv[1], argv.slice(-2), conversation]).toEqual([
      'codex',
      'resume',
      ['--search', 'c-1'],
      'c-1',
    ]);
  });

  test('has no key that could end it when its composer is empty', () => {
    expect(new Set(codexKind.clearKeys)).toEqual(new Set(['C-u']));
    expect(codexKind.interruptKeys).toEqual(['Escape']);
  });
});
