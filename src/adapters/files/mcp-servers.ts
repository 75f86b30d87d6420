import type { McpServer } from '../../domain/mcp.ts';
import type { Finding } from './finding.ts';
import type { Config } from './schema/config.ts';
import { didYouMean } from './suggest.ts';

/** The servers of the config, by name. A name that agents or workers have and that is none of them is a finding; it is left out. */
export function serversOf(config: Config, findings: Finding[]): ReadonlyMap<string, McpServer> {
  const servers = new Map<string, McpServer>();
  for (const [name, server] of Object.entries(config.mcp)) {
    if ('url' in server && hasLogin(server.url))
      findings.push({ path: ['mcp', name, 'url'], message: noLogin });
    else servers.set(name, { name, ...server });
  }
  for (const { name, path } of named(config)) {
    if (servers.has(name)) continue;
    findings.push({
      path,
      message: `there is no server "${name}" under "mcp"${didYouMean(name, servers.keys())}`,
    });
  }
  return servers;
}

/** Addresses get into arguments, and so does what stands in them. */
const noLogin = 'an address has no name and password here: put them into a header, by "headersFromEnv"';

function hasLogin(url: string): boolean {
  return /^[^/]*\/\/[^/?#]*@/.test(url);
}

interface Mention {
  readonly name: string;
  readonly path: Finding['path'];
}

function named({ agents, workers = {} }: Config): readonly Mention[] {
  const owners = [
    ...Object.entries(agents).map(([owner, { mcp }]) => ({ at: ['agents', owner, 'mcp'], mcp })),
    ...Object.entries(workers).map(([owner, { mcp }]) => ({ at: ['workers', owner, 'mcp'], mcp })),
  ];
  return owners.flatMap(({ at, mcp }) => mcp.map((name, index): Mention => ({ name, path: [...at, index] })));
}
