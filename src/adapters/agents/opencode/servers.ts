import type { McpServer } from '../../../domain/mcp.ts';
import type { LaunchContext } from '../../../ports/agent.ts';
import type { KitFile } from '../../../ports/terminal.ts';
import { beginningOf } from '../mcp-files.ts';

/** Servers of tools for one run. The agent's tools can read its configuration: values that may be secret are in files. */
export function opencodeServers({ servers, kit }: LaunchContext): {
  readonly config: Readonly<Record<string, object>>;
  readonly files: readonly KitFile[];
} {
  const entries = (servers ?? []).map((server) => ({ name: server.name, ...entryOf(server, kit) }));
  return {
    config: Object.fromEntries(entries.map(({ name, entry }) => [name, entry])),
    files: entries.flatMap(({ file }) => (file === null ? [] : [file])),
  };
}

function entryOf(server: McpServer, kit: string): { readonly entry: object; readonly file: KitFile | null } {
  if ('url' in server) {
    const headers = Object.fromEntries(
      Object.entries(server.headersFromEnv).map(([name, variable]) => [name, `{env:${variable}}`] as const),
    );
    const { url } = server;
    // With a key in a header there is nothing to log in to.
    return {
      entry: { type: 'remote', url, headers, oauth: false, enabled: true },
      file: null,
    };
  }
  const { command, args, file } = beginningOf(server, kit);
  return { entry: { type: 'local', command: [command, ...args], enabled: true }, file };
}
