import type { McpProgram, McpServer } from '../../domain/mcp.ts';
import type { Launch } from '../../ports/agent.ts';
import type { KitFile } from '../../ports/terminal.ts';
import { shellWord } from '../process/shell-word.ts';

/** The servers as most agents read them from a file: `mcpServers` by name, a variable in a header as `${NAME}`. */
export function mcpFile(servers: readonly McpServer[]): KitFile {
  const mcpServers = Object.fromEntries(servers.map((server) => [server.name, entryOf(server)]));
  return { name: 'mcp.json', content: `${JSON.stringify({ mcpServers }, null, 2)}\n` };
}

function entryOf(server: McpServer): object {
  if ('command' in server) {
    const { command, args, env } = server;
    return { type: 'stdio', command, args, env };
  }
  const headers = Object.fromEntries(
    Object.entries(server.headersFromEnv).map(([name, variable]) => [name, `\${${variable}}`] as const),
  );
  return { type: 'http', url: server.url, headers };
}

/** The variables that headers are made of: the agent gets them as Czar has them, unless its own `env` names them. */
export function headerVariables(servers: readonly McpServer[]): readonly string[] {
  return servers.flatMap((server) => ('url' in server ? Object.values(server.headersFromEnv) : []));
}

/** For agents that have no words of their own for servers: `$CZAR_MCP` names the file. */
export function mcpByVariable(
  servers: readonly McpServer[] | null,
  kit: string,
): Required<Pick<Launch, 'env' | 'inherits' | 'files'>> {
  if (servers === null) return { env: {}, inherits: [], files: [] };
  const file = mcpFile(servers);
  return { env: { CZAR_MCP: `${kit}/${file.name}` }, inherits: headerVariables(servers), files: [file] };
}

/** How a server is begun where what is configured can be read by others (an argument, a variable): its own variables are in a file. */
export interface Beginning {
  readonly command: string;
  readonly args: readonly string[];
  readonly file: KitFile | null;
}

export function beginningOf({ name, command, args, env }: McpProgram, kit: string): Beginning {
  const variables = Object.entries(env);
  if (variables.length === 0) return { command, args, file: null };
  const lines = [
    '#!/bin/sh',
    ...variables.map(([variable, value]) => `export ${variable}=${shellWord(value)}`),
    `exec ${[command, ...args].map((word) => shellWord(word)).join(' ')}`,
  ];
  const file = { name: `mcp-${name}.sh`, content: `${lines.join('\n')}\n` };
  return { command: '/bin/sh', args: [`${kit}/${file.name}`], file };
}
