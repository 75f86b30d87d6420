import { fileURLToPath } from 'node:url';
import { Fault } from '../../../domain/fault.ts';
import type { AgentPolicy } from '../../../domain/policy.ts';
import type { AgentKind, AgentScreen } from '../../../ports/agent.ts';
import { mcpByVariable } from '../mcp-files.ts';
import { readCustomScreen } from './read-screen.ts';

const UNKNOWN: AgentScreen = { shows: 'unknown', composer: null, dialog: null };

/**
 * Any command that speaks the event protocol: it writes a `prompt` event for each text and `idle` at the end of each turn, with
 * the script that `$CZAR_EVENT` names or in its own way. Its screen is understood as far as the config says how.
 * Errors of `launch`: Fault `bad-input` when the config names no command.
 */
export const customKind: AgentKind = {
  name: 'custom',
  facts: { proves: 'prompt-event', tellsIdle: true, resumes: false, betweenTasks: 'fresh', readyBy: 'event' },
  launch({ agent, worker, servers, kit }) {
    if (agent.command === null) throw noCommand(worker);
    const mcp = mcpByVariable(servers, kit);
    const script = fileURLToPath(new URL('../czar-event.sh', import.meta.url));
    return {
      argv: [agent.command, ...agent.args],
      env: { CZAR_EVENT: script, ...agent.env, ...mcp.env },
      inherits: mcp.inherits,
      files: mcp.files,
      conversation: null,
    };
  },
  read: () => UNKNOWN,
  translate: () => null,
  versionArgs: null,
  interruptKeys: ['C-c'],
  clearKeys: [],
  configured: (agent) => ({
    ...(agent.screen === null ? customKind : customScreenKind),
    ...namedFacts(agent),
  }),
};

/**
 * The same once the config says how its screen is read: it may be given a text when its prompt is there, and what it asks before is
 * seen. One that runs keeps this kind when the config stops saying so, and its screen is `unknown` from then on.
 */
export const customScreenKind: AgentKind = {
  ...customKind,
  name: 'custom-screen',
  facts: { ...customKind.facts, readyBy: 'screen' },
  configured: (agent) => ({ ...customScreenKind, ...namedFacts(agent) }),
};

function namedFacts(agent: AgentPolicy): Pick<AgentKind, 'read' | 'interruptKeys' | 'clearKeys'> {
  const { screen: facts, interruptKeys, clearKeys } = agent;
  return {
    read: (screen) => (facts === null ? UNKNOWN : readCustomScreen(screen, facts)),
    interruptKeys: interruptKeys ?? customKind.interruptKeys,
    clearKeys: clearKeys ?? customKind.clearKeys,
  };
}

function noCommand(worker: string): Fault {
  return new Fault({
    code: 'bad-input',
    what: 'start an agent of the kind "custom"',
    on: worker,
    because: 'its entry under "agents" has no "command"',
    help: 'set agents.<name>.command in czar.config.json',
  });
}
