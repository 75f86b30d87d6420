import { wantedServers } from '../../decide/mcp.ts';
import type { McpServer, SessionServers } from '../../domain/mcp.ts';
import type { WorkerName } from '../../domain/names.ts';
import type { Effect } from './effect.ts';
import { workerNow } from './subject.ts';

/** What a session is to have, and what of it there is. */
export interface FoundServers extends SessionServers {
  readonly given: readonly McpServer[];
}

interface Seat {
  readonly worker: WorkerName;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Tries the servers that a session is to have: it begins without those that do not answer. Null: it is to have none. */
export async function serversFor(effect: Effect, { worker, cwd, env }: Seat): Promise<FoundServers | null> {
  const world = effect.now();
  const wanted = wantedServers(world, workerNow(world, worker));
  if (wanted.length === 0) return null;
  const known = wanted.flatMap((name) => world.policy.mcp.get(name) ?? []);
  const unknown = wanted.filter((name) => !world.policy.mcp.has(name));
  const { tether, signal, parts } = effect;
  const silent = await parts.servers.missing(known, { cwd, env, tether, signal });
  const missing = [
    ...unknown.map((name) => ({ name, because: 'the config has no server of this name under "mcp"' })),
    ...silent,
  ];
  const given = known.filter(({ name }) => !missing.some((server) => server.name === name));
  return { wanted, missing, given };
}

/** For the end of a line: what a session begins without. */
export function withoutThem(servers: FoundServers | null): string {
  const each = (servers?.missing ?? []).map(({ name, because }) => `${name} (${because})`);
  return each.length === 0 ? '' : `, without MCP server ${each.join(', ')}`;
}
