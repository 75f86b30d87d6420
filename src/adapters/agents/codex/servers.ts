import type { McpServer } from '../../../domain/mcp.ts';
import type { LaunchContext } from '../../../ports/agent.ts';
import type { KitFile } from '../../../ports/terminal.ts';
import { beginningOf } from '../mcp-files.ts';
import { setting, toml } from './flags.ts';

/** Servers of tools for one run. Values that may be secret are in files, for flags can be read by everybody on the machine. */
export function codexServers({ servers, agent, kit }: LaunchContext): {
  readonly flags: readonly string[];
  readonly files: readonly KitFile[];
} {
  const entries = (servers ?? []).map((server) => entryOf(server, kit, Object.keys(agent.env)));
  const allowed = (servers ?? []).filter(({ name }) => agent.allow.includes(`mcp__${name}`));
  return {
    flags: [
      ...entries.flatMap(({ flags }) => flags),
      ...allowed.flatMap(({ name }) =>
        setting(`mcp_servers.${name}.default_tools_approval_mode`, toml('approve')),
      ),
    ],
    files: entries.flatMap(({ file }) => (file === null ? [] : [file])),
  };
}

/** codex hands a server only a few variables of its own environment: those of the agent are named. */
function entryOf(server: McpServer, kit: string, variables: readonly string[]) {
  const key = `mcp_servers.${server.name}`;
  if ('url' in server) {
    const headers = Object.entries(server.headersFromEnv).map(
      ([name, variable]) => `${toml(name)}=${toml(variable)}`,
    );
    const named = headers.length === 0 ? [] : setting(`${key}.env_http_headers`, `{${headers.join(',')}}`);
    return { flags: [...setting(`${key}.url`, toml(server.url)), ...named], file: null };
  }
  const { command, args, file } = beginningOf(server, kit);
  const flags = [
    ...setting(`${key}.command`, toml(command)),
    ...setting(`${key}.args`, list(args)),
    ...(variables.length === 0 ? [] : setting(`${key}.env_vars`, list(variables))),
  ];
  return { flags, file };
}

function list(texts: readonly string[]): string {
  return `[${texts.map((text) => toml(text)).join(',')}]`;
}
