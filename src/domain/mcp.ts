/** A server of tools that agents speak to by the Model Context Protocol (docs/mcp.md). */
export type McpServer = McpProgram | McpSite;

interface Named {
  /** As the config calls it. */
  readonly name: string;
}

/** A program that each session starts for itself. */
export interface McpProgram extends Named {
  readonly command: string;
  readonly args: readonly string[];
  /** Beside what the agent has. May be secret. */
  readonly env: Readonly<Record<string, string>>;
}

/** One that runs already. */
export interface McpSite extends Named {
  readonly url: string;
  /** By the name of a header, the variable that holds its value. */
  readonly headersFromEnv: Readonly<Record<string, string>>;
}

/** The servers that a session was to have, and those of them that it does not have. */
export interface SessionServers {
  /** By name. A task for which its worker is to have others gets a session of its own. */
  readonly wanted: readonly string[];
  readonly missing: readonly MissingServer[];
}

export interface MissingServer {
  readonly name: string;
  /** One line, for people. Nothing that a server printed, and no value of a variable. */
  readonly because: string;
}
