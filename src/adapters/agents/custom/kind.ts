import { fileURLToPath } from 'node:url';
import { Fault } from '../../../domain/fault.ts';
import type { AgentKind } from '../../../ports/agent.ts';
import { mcpByVariable } from '../mcp-files.ts';

/**
 * Any command that speaks the event protocol: it writes a `prompt` event for each text and `idle` at the end of each turn, with
 * the script that `$CZAR_EVENT` names or in its own way. Its screen is not understood.
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
  read: () => ({ shows: 'unknown', composer: null, dialog: null }),
  translate: () => null,
  versionArgs: null,
  interruptKeys: ['C-c'],
  clearKeys: [],
};

function noCommand(worker: string): Fault {
  return new Fault({
    code: 'bad-input',
    what: 'start an agent of the kind "custom"',
    on: worker,
    because: 'its entry under "agents" has no "command"',
    help: 'set agents.<name>.command in czar.config.json',
  });
}
