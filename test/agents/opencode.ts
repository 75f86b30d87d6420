import { opencodeKind } from '../../src/adapters/agents/opencode/kind.ts';
import type { Reply } from './llm/turn.ts';
import type { RealAgent } from './real-agent.ts';

export const opencode: RealAgent = {
  kind: opencodeKind,
  dialect: 'chat',
  pinned: { package: 'opencode-ai', version: '1.18.33' },
  asksForTrust: false,
  triesAgain: true,
  home: ({ url }) => ({
    '.config/opencode/opencode.json': JSON.stringify({
      autoupdate: false,
      share: 'disabled',
      provider: {
        fake: {
          npm: '@ai-sdk/openai-compatible',
          name: 'Fake',
          options: { baseURL: `${url}/v1`, apiKey: 'nobody' },
          models: { 'fake-model': { name: 'Fake', limit: { context: 900_000, output: 8_000 } } },
        },
      },
      model: 'fake/fake-model',
      small_model: 'fake/fake-model',
      enabled_providers: ['fake'],
    }),
  }),
  config: ({ command }) => ({ command }),
  free: { permissions: 'edits', allow: ['bash(git *)', 'bash(echo *)'] },
  copying: { permissions: 'edits', allow: ['bash(cp *)', 'bash(git *)'] },
  asking: { permissions: 'ask' },
  runs: bash,
  asks: bash,
  uses: ({ server, name, input }) => ({ as: 'tool', text: 'I use it.', name: `${server}_${name}`, input }),
  lets: { permissions: 'edits', allow: ['bash(git *)', 'little_echo'] },
};

function bash(command: string): Reply {
  return { as: 'tool', text: 'I run it.', name: 'bash', input: { command, description: 'Run it' } };
}
