import { fileURLToPath } from 'node:url';
import type { AgentKind, Launch, LaunchContext } from '../../../ports/agent.ts';
import { headerVariables } from '../mcp-files.ts';
import { opencodeConfig } from './config.ts';
import { opencodeServers } from './servers.ts';
import { readOpencodeScreen } from './read-screen.ts';
import { translateOpencode } from './translate.ts';

/** Tried; longer ones were not. */
const PASTE_BYTES = 505_000;

/** A login that is not in its home, and where its own configuration lies. Other providers' variables are for the config of the agent. */
const LOGIN = [
  'OPENCODE_CONFIG',
  'OPENCODE_CONFIG_DIR',
  'OPENCODE_API_KEY',
  'ANTHROPIC_API_KEY',
  'OPENAI_API_KEY',
  'OPENROUTER_API_KEY',
  'GEMINI_API_KEY',
  'GOOGLE_GENERATIVE_AI_API_KEY',
];

/**
 * opencode (tried with 1.18.33): a plugin, which the configuration of each run names, tells everything but that it is ready: while
 * it starts, what is typed is lost until its prompt stands there.
 */
export const opencodeKind: AgentKind = {
  name: 'opencode',
  facts: {
    proves: 'prompt-event',
    tellsIdle: true,
    resumes: true,
    betweenTasks: 'fresh',
    readyBy: 'screen',
    obeysPermissions: true,
    pasteBytes: PASTE_BYTES,
    // It brings its database up to date, and of two that did so at once one stayed at an empty screen.
    firstStartAlone: true,
    enterDoesNothing: true,
  },
  launch,
  read: readOpencodeScreen,
  translate: translateOpencode,
  versionArgs: ['--version'],
  // The first asks whether it is meant.
  interruptKeys: ['Escape', 'Escape'],
  // Marks all, and takes it away. Not C-c: it ends opencode when the composer is empty.
  clearKeys: ['End', 'S-Home', 'BSpace'],
};

function launch(context: LaunchContext): Launch {
  const { agent, resumes, servers } = context;
  const mcp = opencodeServers(context);
  return {
    argv: [
      agent.command ?? 'opencode',
      ...(agent.model === null ? [] : ['--model', agent.model]),
      // What is denied stays denied.
      ...(agent.permissions === 'bypass' ? ['--auto'] : []),
      ...(resumes === null ? [] : ['--session', resumes]),
      ...agent.args,
    ],
    env: {
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      ...agent.env,
      // Read after all other configuration, and added to it.
      OPENCODE_CONFIG_CONTENT: opencodeConfig(context, {
        plugin: fileURLToPath(new URL('./plugin.js', import.meta.url)),
        mcp: mcp.config,
      }),
    },
    inherits: [...LOGIN, ...headerVariables(servers ?? [])],
    files: mcp.files,
    conversation: resumes,
  };
}
