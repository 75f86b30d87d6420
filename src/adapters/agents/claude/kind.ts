import type { Permissions } from '../../../domain/policy.ts';
import type { AgentKind, Launch, LaunchContext } from '../../../ports/agent.ts';
import { headerVariables, mcpFile } from '../mcp-files.ts';
import { readClaudeScreen } from './read-screen.ts';
import { CLAUDE_PRICES } from './prices.ts';
import { claudeSettings } from './settings.ts';
import { claudeSpending } from './spending.ts';
import { translateClaude } from './translate.ts';

const modes: Readonly<Record<Permissions, string>> = {
  ask: 'default',
  edits: 'acceptEdits',
  auto: 'auto',
  deny: 'dontAsk',
  bypass: 'bypassPermissions',
};

/** No updates while it works, nothing sent that no work needs, and no guess of the next prompt that would look like a draft. */
const environment = {
  DISABLE_AUTOUPDATER: '1',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  CLAUDE_CODE_ENABLE_PROMPT_SUGGESTION: 'false',
};

/** A login that is not in its home, and where its requests go. */
const login = [
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_AUTH_TOKEN',
  'ANTHROPIC_BASE_URL',
  'ANTHROPIC_MODEL',
  'CLAUDE_CODE_OAUTH_TOKEN',
  'CLAUDE_CONFIG_DIR',
];

/** Tried; longer ones were not. */
const PASTE_BYTES = 990_000;

/** One press takes a line, or the break before it. A paste of more than a few lines is one placeholder. */
const CLEARING_PRESSES = 16;

/** Claude Code (tried with 2.1): tells by hooks, which a settings file of each run names; what no hook tells is in its transcript. */
export const claudeKind: AgentKind = {
  name: 'claude',
  facts: {
    proves: 'prompt-event',
    tellsIdle: true,
    resumes: true,
    betweenTasks: 'fresh',
    // A hook tells it too, but none tells of the dialogs that may stand before it.
    readyBy: 'screen',
    obeysPermissions: true,
    pasteBytes: PASTE_BYTES,
    takesBack: true,
    enterDoesNothing: true,
  },
  launch,
  read: readClaudeScreen,
  translate: translateClaude,
  spending: claudeSpending,
  prices: CLAUDE_PRICES,
  versionArgs: ['--version'],
  interruptKeys: ['Escape'],
  clearKeys: Array.from({ length: CLEARING_PRESSES }, () => 'C-u'),
};

function launch(context: LaunchContext): Launch {
  const { agent, kit, uuid, resumes, servers } = context;
  const file = { name: 'settings.json', content: claudeSettings(context) };
  const mcp = servers === null ? null : mcpFile(servers);
  const model = agent.model === null ? [] : ['--model', agent.model];
  return {
    argv: [
      agent.command ?? 'claude',
      '--settings',
      `${kit}/${file.name}`,
      '--permission-mode',
      modes[agent.permissions],
      ...(resumes === null ? ['--session-id', uuid] : ['--resume', resumes]),
      ...model,
      // Servers of the worktree's own files would ask in a dialog whether they may begin.
      ...(mcp === null ? [] : ['--mcp-config', `${kit}/${mcp.name}`, '--strict-mcp-config']),
      ...agent.args,
    ],
    env: { ...environment, ...agent.env },
    inherits: [...login, ...headerVariables(servers ?? [])],
    files: [file, ...(mcp === null ? [] : [mcp])],
    conversation: resumes ?? uuid,
  };
}
