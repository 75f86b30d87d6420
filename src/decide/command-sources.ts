import { maskedValue } from '../domain/masked.ts';
import type { McpServer } from '../domain/mcp.ts';
import { type AgentPolicy, type Policy, USUAL_TOKEN_COMMAND } from '../domain/policy.ts';

/** A command as the files have it. */
export interface Written {
  readonly what: string;
  /** Everything about it, in an order that says nothing. */
  readonly exact: readonly unknown[];
  readonly shows: string;
  /** Where it differs from `shows`. */
  readonly brief?: string;
}

/** One kind of command that the config can name. */
export interface Source {
  /** What of the policy stays as it was accepted while one of these commands is not. */
  readonly keys: readonly (keyof Policy)[];
  /** None for what would run without a word in the config. */
  readonly commands: (policy: Policy) => readonly Written[];
  /** The policy without them, for where nothing was ever accepted. */
  readonly without: (policy: Policy) => Partial<Policy>;
}

/** Every kind of command that runs only after a person accepted it. A new one is a row here. */
export const SOURCES: readonly Source[] = [
  {
    keys: ['setup'],
    commands: ({ setup }) => (setup.run === null ? [] : [shell('set-up', setup.run)]),
    without: ({ setup }) => ({ setup: { ...setup, run: null } }),
  },
  {
    keys: ['checks'],
    commands: ({ checks }) => checks.map(checkCommand),
    without: () => ({ checks: [] }),
  },
  {
    keys: ['agents', 'workers'],
    commands: ({ agents }) => [...agents].flatMap(([name, agent]) => agentCommand(name, agent)),
    without: ({ agents }) => ({ agents: new Map([...agents].map(([name, agent]) => [name, plain(agent)])) }),
  },
  {
    keys: ['mcp'],
    commands: ({ mcp }) => [...mcp.values()].map(serverCommand),
    without: () => ({ mcp: new Map() }),
  },
  {
    keys: ['github'],
    commands: ({ github: { tokenCommand } }) =>
      tokenCommand === USUAL_TOKEN_COMMAND ? [] : [shell('github.tokenCommand', tokenCommand)],
    without: ({ github }) => ({ github: { ...github, tokenCommand: USUAL_TOKEN_COMMAND } }),
  },
  {
    keys: ['review'],
    commands: ({ review }) => reviewCommand(review),
    // Nobody is asked then, and nothing is approved by that.
    without: ({ review }) => ({ review: { ...review, command: null, model: null, baseUrl: null } }),
  },
];

/** Who is shown every change: a program, or a service at an address. */
function reviewCommand({ by, command, model, baseUrl }: Policy['review']): readonly Written[] {
  if (by === 'none') return [];
  if (by === 'command') return command === null ? [] : [shell('review.command', words(command))];
  const where = baseUrl === null ? 'its vendor' : baseUrl;
  return [
    { what: 'review.by', exact: [by, model, baseUrl], shows: `${by}: ${model ?? 'no model'} at ${where}` },
  ];
}

function shell(what: string, run: string): Written {
  return { what, exact: [run], shows: run };
}

export function checkCommand({ name, run }: Policy['checks'][number]): Written {
  return shell(`check ${JSON.stringify(name)}`, run);
}

/** Only what its kind would not do by itself. What it may do without asking becomes arguments of it. */
function agentCommand(name: string, agent: AgentPolicy): readonly Written[] {
  const { kind, command, args, env, allow, trust, resumeArgs, versionArgs } = agent;
  const [program, rights] = [programOf(agent), rightsOf(agent)];
  if (program.length + rights.length + Object.keys(env).length === 0) return [];
  const parts = [...(program.length === 0 ? [words([command ?? kind])] : program), ...rights];
  const usual = [kind, command, args, sorted(env), looseness(agent), allow, trust];
  const own = [resumeArgs, versionArgs, denials(agent)];
  // What was accepted before an agent could have these holds as long as it has none.
  const exact = own.every((one) => one === null || one.length === 0) ? usual : [...usual, ...own];
  return [{ what: `agent ${JSON.stringify(name)}`, exact, ...withVariables(parts, env) }];
}

/** What is started, where that is not what its kind is; and what the scripted agent takes its orders from. */
function programOf({ kind, command, args, resumeArgs, versionArgs }: AgentPolicy): readonly string[] {
  const isUsual = command === null || (kind !== 'custom' && command === kind);
  const lines = [isUsual && args.length === 0 ? null : args, resumeArgs, versionArgs];
  const line = lines.flatMap((list) => (list === null ? [] : [words([command ?? kind, ...list])]));
  return kind === 'demo'
    ? [...line, 'does what the "demo" blocks of task texts say, shell commands too']
    : line;
}

function rightsOf(agent: AgentPolicy): readonly string[] {
  const { permissions, allow, trust } = agent;
  return [
    ...(looseness(agent) === null ? [] : [`permissions: ${permissions}`]),
    ...(allow.length === 0 ? [] : [`allow: ${allow.join(', ')}`]),
    ...(trust ? ['trusts its worktree'] : []),
    ...denials(agent),
  ];
}

/** What is typed for a no without asking anybody: whoever says it may as well mean a yes. */
function denials({ onPrompt, screen }: AgentPolicy): readonly string[] {
  const choices = onPrompt === 'deny' ? (screen?.dialogs ?? []).flatMap((dialog) => dialog.choices) : [];
  return choices.flatMap(({ shows, means, keys }) =>
    means === 'no'
      ? [`says no to its dialogs by "${shows}"${keys === null ? '' : ` (${keys.join(' ')})`}`]
      : [],
  );
}

/** Null: it asks before most things, or is denied them. */
function looseness({ permissions }: AgentPolicy): AgentPolicy['permissions'] | null {
  return permissions === 'ask' || permissions === 'deny' ? null : permissions;
}

/** An agent of its kind as it is without a word in the config. */
function plain(agent: AgentPolicy): AgentPolicy {
  const isKnown = agent.kind !== 'custom' && agent.kind !== 'demo';
  const usual = { command: isKnown ? agent.kind : null, args: [], env: {}, allow: [], trust: false } as const;
  return { ...agent, ...usual, permissions: 'ask', onPrompt: 'wait', resumeArgs: null, versionArgs: null };
}

function serverCommand(server: McpServer): Written {
  const what = `MCP server ${JSON.stringify(server.name)}`;
  if ('command' in server) {
    const { command, args, env } = server;
    return { what, exact: [command, args, sorted(env)], ...withVariables([words([command, ...args])], env) };
  }
  const { url, headersFromEnv } = server;
  const headers = sorted(headersFromEnv).map(([header, variable]) => `${header} from $${variable}`);
  const after = headers.length === 0 ? '' : `, headers: ${headers.join(', ')}`;
  return { what, exact: [url, sorted(headersFromEnv)], shows: `${url}${after}`, brief: `an address${after}` };
}

/** Values of variables are for a person's eyes only. */
function withVariables(
  parts: readonly string[],
  env: Readonly<Record<string, string>>,
): Pick<Written, 'shows' | 'brief'> & { readonly brief: string } {
  const variables = sorted(env);
  if (variables.length === 0) return { shows: parts.join('; '), brief: parts.join('; ') };
  const values = variables.map(([name, value]) => `${name}=${word(maskedValue(name, value))}`);
  const names = variables.map(([name]) => name);
  return {
    shows: [...parts, `env: ${values.join(' ')}`].join('; '),
    brief: [...parts, `env: ${names.join(' ')}`].join('; '),
  };
}

function sorted(values: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}

function words(list: readonly string[]): string {
  return list.map(word).join(' ');
}

function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : JSON.stringify(text);
}
