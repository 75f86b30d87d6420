import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Fault } from '../../../domain/fault.ts';
import type { Permissions } from '../../../domain/policy.ts';
import type { LaunchContext } from '../../../ports/agent.ts';

type Action = 'allow' | 'ask' | 'deny';
type Rules = Map<string, Map<string, Action>>;

const CONTENT = 'OPENCODE_CONFIG_CONTENT';
/** Tools that change something or reach outside. All other tools of its own only read, and keep inside its folder. */
const CHANGING = ['edit', 'bash', 'webfetch', 'websearch'];
/** Names with a line in them: tools of servers, and what asks by itself, such as another folder. */
const SERVERS = '*_*';
const FOLDERS = 'external_directory';

const NAMED: Readonly<Record<Permissions, { readonly names: readonly string[]; readonly action: Action }>> = {
  ask: { names: [...CHANGING, SERVERS], action: 'ask' },
  edits: { names: [...CHANGING.filter((name) => name !== 'edit'), SERVERS], action: 'ask' },
  auto: { names: [], action: 'ask' },
  deny: { names: [...CHANGING, SERVERS], action: 'deny' },
  bypass: { names: [], action: 'ask' },
};
const SECRETS = ['*.env', '*.env.*'];
const NO_SECRET = '*.env.example';

/**
 * The configuration of one run, as JSON: the plugin that tells Czar, and what the agent may do. It may read the status folder
 * without asking, and not change it. Errors: Fault `bad-input` for a rule that is none, or when the config of the agent claims the
 * variable that this is handed over in.
 */
export function opencodeConfig(
  { agent, cwd, statusFolder }: LaunchContext,
  { plugin, mcp }: { readonly plugin: string; readonly mcp: Readonly<Record<string, object>> },
): string {
  if (agent.env[CONTENT] !== undefined) throw claimed();
  const rules: Rules = new Map();
  const { names, action } = NAMED[agent.permissions];
  for (const name of names) add(rules, [name, '*', action]);
  if (agent.permissions === 'deny') {
    for (const pattern of SECRETS) add(rules, ['read', pattern, 'deny']);
    add(rules, ['read', NO_SECRET, 'allow']);
  }
  add(rules, [FOLDERS, `${statusFolder}/*`, 'allow']);
  for (const rule of agent.allow) add(rules, [...parsed(rule), 'allow']);
  for (const rule of agent.deny) add(rules, [...parsed(rule), 'deny']);
  add(rules, ['edit', `${relative(cwd, statusFolder)}/*`, 'deny']);
  const permission = Object.fromEntries(
    [...rules].map(([name, patterns]) => [ownKey(name), Object.fromEntries(patterns)]),
  );
  return JSON.stringify({
    autoupdate: false,
    plugin: [pathToFileURL(plugin).href],
    permission,
    ...(Object.keys(mcp).length === 0 ? {} : { mcp }),
  });
}

/** The last rule that fits holds. */
function add(rules: Rules, [name, pattern, action]: readonly [string, string, Action]): void {
  const patterns = rules.get(name) ?? new Map<string, Action>();
  patterns.delete(pattern);
  rules.set(name, patterns.set(pattern, action));
}

/**
 * Names are patterns to opencode. One that the user's own configuration has too would keep its place there, before other rules
 * that would hold then; so each is written in a way that nobody else writes it.
 */
function ownKey(name: string): string {
  return name.includes('*') ? name : `?${name.slice(1)}`;
}

const RULE = /^([A-Za-z][\w-]*)(?:\(([^]+)\))?$/;
const SAME_AS_EDIT: ReadonlySet<string> = new Set(['write', 'multiedit', 'patch', 'apply_patch']);

/** `Bash(git push *)`, or a tool by its name alone. */
function parsed(rule: string): readonly [string, string] {
  const [, tool, pattern = '*'] = RULE.exec(rule.trim()) ?? [];
  if (tool === undefined) throw noRule(rule);
  const name = tool.toLowerCase();
  return [SAME_AS_EDIT.has(name) ? 'edit' : name, pattern];
}

function noRule(rule: string): Fault {
  return new Fault({
    code: 'bad-input',
    what: 'start opencode',
    on: rule,
    because: 'it is no rule of the form tool, or tool(pattern)',
    help: 'write agents.<name>.allow and .deny like "bash(git push *)", "edit(docs/*)" or "webfetch"',
  });
}

function claimed(): Fault {
  return new Fault({
    code: 'bad-input',
    what: 'start opencode',
    on: CONTENT,
    because: 'Czar hands over its own configuration in it',
    help: 'put yours into a file and name that as OPENCODE_CONFIG',
  });
}
