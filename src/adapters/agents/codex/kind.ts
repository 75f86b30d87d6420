import type { AgentKind } from '../../../ports/agent.ts';
import { headerVariables } from '../mcp-files.ts';
import { codexFlags } from './flags.ts';
import { codexServers } from './servers.ts';
import { CODEX_PRICES } from './prices.ts';
import { readCodexScreen } from './read-screen.ts';
import { codexSpending } from './spending.ts';
import { translateCodex } from './translate.ts';

/** Tried; longer ones were not. */
const PASTE_BYTES = 990_000;
/** Leaves no row of a draft that is shown in full: a longer text stands in the composer as the placeholder of one paste. */
const ROWS_CLEARED = 64;
/** Where codex finds its login. A provider's own `env_key` is for the config of the agent. */
const LOGIN = ['CODEX_HOME', 'CODEX_API_KEY', 'OPENAI_API_KEY', 'OPENAI_BASE_URL'];

/**
 * OpenAI's codex. Its hooks and its rollout file tell everything from the first prompt on; before it only its screen shows whether
 * it is ready or asks something.
 */
export const codexKind: AgentKind = {
  name: 'codex',
  facts: {
    proves: 'prompt-event',
    tellsIdle: true,
    resumes: true,
    betweenTasks: 'fresh',
    readyBy: 'screen',
    obeysPermissions: true,
    enterDoesNothing: true,
    pasteBytes: PASTE_BYTES,
  },
  launch(context) {
    const { agent, resumes, servers } = context;
    const mcp = codexServers(context);
    const own = [...codexFlags(context), ...mcp.flags, ...agent.args];
    return {
      argv: [agent.command ?? 'codex', ...(resumes === null ? own : ['resume', ...own, resumes])],
      env: agent.env,
      inherits: [...LOGIN, ...headerVariables(servers ?? [])],
      files: mcp.files,
      conversation: resumes,
    };
  },
  read: readCodexScreen,
  translate: translateCodex,
  spending: codexSpending,
  prices: CODEX_PRICES,
  versionArgs: ['--version'],
  interruptKeys: ['Escape'],
  // Not C-c: it ends codex when the composer is empty. C-u takes away the row before the cursor, or the line end, and nothing else.
  clearKeys: Array.from({ length: ROWS_CLEARED }, () => 'C-u'),
};
