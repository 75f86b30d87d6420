import { setTimeout as wait } from 'node:timers/promises';
import type { McpServer, MissingServer } from '../../domain/mcp.ts';
import type { McpServers, McpSurroundings } from '../../ports/mcp.ts';
import { tryProgram } from './program.ts';
import { trySite } from './site.ts';

export interface McpOptions {
  /** What every agent inherits. */
  readonly inherited: Readonly<Record<string, string>>;
  /** Where variables that headers name are, unless the agent has them. */
  readonly outer: Readonly<Record<string, string>>;
  /** For all tries of a server. What hangs is ended after it. Default: 1.6 s. */
  readonly budgetMs?: number;
}

const BUDGET_MS = 1_600;
const MOST_TRIES = 3;
const FIRST_PAUSE_MS = 100;
/** With less time nothing can answer. */
const SHORTEST_TRY_MS = 50;

export function openMcpServers({ inherited, outer, budgetMs = BUDGET_MS }: McpOptions): McpServers {
  return {
    async missing(servers, among) {
      const tried = await Promise.all(
        servers.map(async (server): Promise<MissingServer | null> => {
          // A signal of its own for each: Node takes more than ten listeners to one for a leak, and says so.
          const signal = AbortSignal.any([among.signal]);
          const because = await tries(server, { ...among, signal, inherited, outer, budgetMs });
          return because === null ? null : { name: server.name, because };
        }),
      );
      return tried.filter((missing) => missing !== null);
    },
  };
}

type Means = McpSurroundings & Required<McpOptions>;

/** Null: it answered. The last reason of all tries. */
async function tries(server: McpServer, means: Means): Promise<string | null> {
  const endMs = performance.now() + means.budgetMs;
  let because: string | null = 'it does not answer in time';
  for (let count = 1; count <= MOST_TRIES; count += 1) {
    const timeoutMs = Math.round(endMs - performance.now());
    if (timeoutMs < SHORTEST_TRY_MS || means.signal.aborted) return because;
    because = await once(server, means, timeoutMs);
    if (because === null) return null;
    if (count < MOST_TRIES) await pause(FIRST_PAUSE_MS * 2 ** (count - 1), endMs);
  }
  return because;
}

function once(server: McpServer, means: Means, timeoutMs: number): Promise<string | null> {
  const { cwd, tether, signal, inherited, outer, env } = means;
  return 'url' in server
    ? trySite(server, { env: { ...outer, ...env }, timeoutMs, signal })
    : tryProgram(server, { cwd, env: { ...inherited, ...env }, timeoutMs, tether, signal });
}

async function pause(ms: number, endMs: number): Promise<void> {
  await wait(Math.max(0, Math.min(ms, endMs - performance.now())));
}
