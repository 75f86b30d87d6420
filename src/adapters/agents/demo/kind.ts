import { fileURLToPath } from 'node:url';
import type { AgentKind } from '../../../ports/agent.ts';
import { mcpByVariable } from '../mcp-files.ts';
import { readDemoScreen } from './read-screen.ts';

/**
 * The scripted agent that ships with Czar. A `command` in the config takes the place of the built-in program, which lies
 * beside this file once it is built.
 */
export const demoKind: AgentKind = {
  name: 'demo',
  facts: {
    proves: 'prompt-event',
    tellsIdle: true,
    resumes: false,
    betweenTasks: 'keep',
    readyBy: 'event',
    enterDoesNothing: true,
  },
  launch({ agent, servers, kit }) {
    const program = fileURLToPath(new URL('./program.js', import.meta.url));
    const start: readonly [string, ...string[]] =
      agent.command === null ? [process.execPath, program] : [agent.command];
    const mcp = mcpByVariable(servers, kit);
    return {
      argv: [...start, ...agent.args],
      env: { ...agent.env, ...mcp.env },
      inherits: mcp.inherits,
      files: mcp.files,
      conversation: null,
    };
  },
  read: readDemoScreen,
  translate: () => null,
  versionArgs: null,
  interruptKeys: ['Escape'],
  clearKeys: ['C-u'],
};
