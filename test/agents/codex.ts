import { codexKind } from '../../src/adapters/agents/codex/kind.ts';
import type { Reply } from './llm/turn.ts';
import type { RealAgent } from './real-agent.ts';

export const codex: RealAgent = {
  kind: codexKind,
  dialect: 'responses',
  pinned: { package: '@openai/codex', version: '0.169.0' },
  asksForTrust: true,
  triesAgain: false,
  home: ({ url, trusts }) => ({
    '.codex/config.toml': [
      'model = "fake-model"',
      'model_provider = "fake"',
      '',
      '[analytics]',
      'enabled = false',
      '',
      '[model_providers.fake]',
      'name = "fake"',
      `base_url = "${url}/v1"`,
      'env_key = "OPENAI_API_KEY"',
      'wire_api = "responses"',
      'request_max_retries = 1',
      'stream_max_retries = 1',
      ...(trusts === null ? [] : ['', `[projects.${JSON.stringify(trusts)}]`, 'trust_level = "trusted"']),
      '',
    ].join('\n'),
  }),
  config: ({ command }) => ({ command, env: { OPENAI_API_KEY: 'nobody' } }),
  free: { permissions: 'edits' },
  copying: { permissions: 'edits' },
  asking: { permissions: 'ask' },
  runs: (command) => exec({ cmd: command }),
  asks: (command) =>
    exec({ cmd: command, sandbox_permissions: 'require_escalated', justification: 'May I run it?' }),
  // It has tools of servers in groups.
  uses: ({ server, name, input }) => ({
    as: 'tool',
    text: 'I use it.',
    name,
    group: `mcp__${server}`,
    input,
  }),
  lets: { permissions: 'edits', allow: ['mcp__little'] },
};

function exec(input: object): Reply {
  return { as: 'tool', text: 'I run it.', name: 'exec_command', input };
}
