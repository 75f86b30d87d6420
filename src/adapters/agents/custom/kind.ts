import { fileURLToPath } from 'node:url';
import { Fault } from '../../../domain/fault.ts';
import type { AgentPolicy } from '../../../domain/policy.ts';
import type { AgentKind, AgentScreen, Launch, LaunchContext } from '../../../ports/agent.ts';
import { mcpByVariable } from '../mcp-files.ts';
import { readCustomLimit, readCustomScreen } from './read-screen.ts';

const UNKNOWN: AgentScreen = { shows: 'unknown', composer: null, dialog: null };
/** Stands in arguments for the name of the conversation. */
const CONVERSATION = '{conversation}';

/**
 * Any command that speaks the event protocol: it writes a `prompt` event for each text and `idle` at the end of each turn, with
 * the script that `$CZAR_EVENT` names or in its own way. Its screen is understood as far as the config says how.
 * Errors of `launch`: Fault `bad-input` when the config names no command.
 */
const customKind: AgentKind = {
  name: 'custom',
  facts: { proves: 'prompt-event', tellsIdle: true, resumes: false, betweenTasks: 'fresh', readyBy: 'event' },
  launch,
  read: () => UNKNOWN,
  translate: () => null,
  versionArgs: null,
  interruptKeys: ['C-c'],
  clearKeys: [],
  configured: (agent) => ({ ...kindFor(agent), ...namedFacts(agent) }),
};

/** The same once the config says how its screen is read: it may be given a text when its prompt is there, and what it asks before is seen. */
const customScreenKind: AgentKind = { ...asItRuns('custom-screen'), facts: readByScreen(customKind) };

const customResumesKind: AgentKind = { ...asItRuns('custom-resumes'), facts: resuming(customKind) };

const customScreenResumesKind: AgentKind = {
  ...asItRuns('custom-screen-resumes'),
  facts: resuming(customScreenKind),
};

/** By what the config says of them. */
export const customKinds: readonly AgentKind[] = [
  customKind,
  customScreenKind,
  customResumesKind,
  customScreenResumesKind,
];

/** One that runs keeps its kind when the config says something else of it, and its screen is `unknown` once that is not described. */
function asItRuns(name: string): AgentKind {
  const kind: AgentKind = { ...customKind, name };
  return { ...kind, configured: (agent) => ({ ...kindNamed(name), ...namedFacts(agent) }) };
}

function kindNamed(name: string): AgentKind {
  return customKinds.find((kind) => kind.name === name) ?? customKind;
}

function kindFor({ screen, resumeArgs }: AgentPolicy): AgentKind {
  if (screen === null) return resumeArgs === null ? customKind : customResumesKind;
  return resumeArgs === null ? customScreenKind : customScreenResumesKind;
}

function readByScreen({ facts }: AgentKind): AgentKind['facts'] {
  return { ...facts, readyBy: 'screen' };
}

function resuming({ facts }: AgentKind): AgentKind['facts'] {
  return { ...facts, resumes: true };
}

type Named = Pick<AgentKind, 'read' | 'limit' | 'interruptKeys' | 'clearKeys' | 'versionArgs'>;

function namedFacts({ screen: facts, interruptKeys, clearKeys, versionArgs }: AgentPolicy): Named {
  return {
    read: (screen) => (facts === null ? UNKNOWN : readCustomScreen(screen, facts)),
    limit: (screen, at) => (facts === null ? null : readCustomLimit(screen, facts, at)),
    interruptKeys: interruptKeys ?? customKind.interruptKeys,
    clearKeys: clearKeys ?? customKind.clearKeys,
    versionArgs,
  };
}

function launch({ agent, worker, servers, kit, uuid, resumes }: LaunchContext): Launch {
  if (agent.command === null) throw noCommand(worker);
  const mcp = mcpByVariable(servers, kit);
  const script = fileURLToPath(new URL('../czar-event.sh', import.meta.url));
  const { args, conversation } = conversationOf(agent, { uuid, resumes });
  return {
    argv: [agent.command, ...args],
    env: { CZAR_EVENT: script, ...agent.env, ...mcp.env },
    inherits: mcp.inherits,
    files: mcp.files,
    conversation,
  };
}

/**
 * Where its arguments name its conversation, that has a name from its start on. Where those of a resumed one name none, the last one
 * in the worktree is meant, and the name is of no use but here. Else its events have to tell it.
 */
function conversationOf(
  { args, resumeArgs }: AgentPolicy,
  { uuid, resumes }: Pick<LaunchContext, 'uuid' | 'resumes'>,
): { readonly args: readonly string[]; readonly conversation: string | null } {
  const named = (list: readonly string[], name: string): readonly string[] =>
    list.map((arg) => arg.replaceAll(CONVERSATION, () => name));
  if (resumes !== null && resumeArgs !== null)
    return { args: named(resumeArgs, resumes), conversation: resumes };
  const names = (list: readonly string[]): boolean => list.some((arg) => arg.includes(CONVERSATION));
  const isNamed = resumeArgs !== null && (names(args) || !names(resumeArgs));
  return { args: resumeArgs === null ? args : named(args, uuid), conversation: isNamed ? uuid : null };
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
