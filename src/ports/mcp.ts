import type { McpServer, MissingServer } from '../domain/mcp.ts';
import type { Leash } from './tether.ts';

/** The servers of tools that agents are given. */
export interface McpServers {
  /**
   * Says hello to each as its agent would, and gives those that did not answer as a server does. Takes less than two seconds, and
   * whatever it started has ended then. A server that misbehaves is no error.
   */
  missing(servers: readonly McpServer[], among: McpSurroundings): Promise<readonly MissingServer[]>;
}

export interface McpSurroundings extends Leash {
  /** Absolute path of the folder that the agent begins in. */
  readonly cwd: string;
  /** What the agent has in its environment, beside what all agents inherit. */
  readonly env: Readonly<Record<string, string>>;
}
