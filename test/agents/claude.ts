import { claudeKind } from '../../src/adapters/agents/claude/kind.ts';
import type { Reply } from './llm/turn.ts';
import type { RealAgent } from './real-agent.ts';

const KEY = 'sk-ant-nobody-00000000000000000000';
const ENDS_OF_KEY = KEY.slice(-20);

export const claude: RealAgent = {
  kind: claudeKind,
  dialect: 'messages',
  pinned: { package: '@anthropic-ai/claude-code', version: '2.1.197' },
  asksForTrust: true,
  triesAgain: false,
  home: ({ trusts }) => ({
    '.claude.json': JSON.stringify({
      hasCompletedOnboarding: true,
      theme: 'dark',
      customApiKeyResponses: { approved: [ENDS_OF_KEY], rejected: [] },
      projects: trusts === null ? {} : { [trusts]: { hasTrustDialogAccepted: true } },
    }),
  }),
  config: ({ url, command }) => ({
    command,
    env: {
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: KEY,
      CLAUDE_CODE_MAX_RETRIES: '1',
      DISABLE_TELEMETRY: '1',
      DISABLE_ERROR_REPORTING: '1',
    },
  }),
  free: { permissions: 'edits', allow: ['Bash(git add *)', 'Bash(git commit *)', 'Bash(echo *)'] },
  copying: { permissions: 'edits', allow: ['Bash(cp *)', 'Bash(git add *)', 'Bash(git commit *)'] },
  asking: { permissions: 'ask' },
  runs: bash,
  asks: bash,
  uses: ({ server, name, input }) => ({
    as: 'tool',
    text: 'I use it.',
    name: `mcp__${server}__${name}`,
    input,
  }),
  lets: { permissions: 'edits', allow: ['Bash(git *)', 'mcp__little'] },
};

function bash(command: string): Reply {
  return { as: 'tool', text: 'I run it.', name: 'Bash', input: { command, description: 'Run it' } };
}
