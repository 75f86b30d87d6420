import type { Acceptance } from '../ports/acceptance.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { AgentKind } from '../ports/agent.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { Door } from '../ports/door.ts';
import type { ProjectFiles, StatusFiles } from '../ports/files.ts';
import type { Forge } from '../ports/forge.ts';
import type { Hooks } from '../ports/hooks.ts';
import type { Inbox } from '../ports/inbox.ts';
import type { Journal } from '../ports/journal.ts';
import type { Log } from '../ports/log.ts';
import type { McpServers } from '../ports/mcp.ts';
import type { Machine } from '../ports/machine.ts';
import type { LeftOrders, Picture } from '../ports/picture.ts';
import type { Programs } from '../ports/programs.ts';
import type { Reviewer } from '../ports/reviewer.ts';
import type { Repository } from '../ports/repository.ts';
import type { Terminal } from '../ports/terminal.ts';
import type { Transcripts } from '../ports/transcripts.ts';
import type { ProjectId } from '../domain/names.ts';

/** The outside world as the engine is handed it: real adapters in the program, simulated ones in the simulator. */
export interface Parts {
  readonly projectId: ProjectId;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly journal: Journal;
  readonly terminal: Terminal;
  readonly repository: Repository;
  readonly forge: Forge;
  /** Not there: a forge that tells nothing by itself. */
  readonly hooks?: Hooks;
  /** A local one, where a human may choose that instead (`forge: auto`). */
  readonly spareForge?: Forge | null;
  readonly files: ProjectFiles;
  readonly status: StatusFiles;
  readonly inbox: Inbox;
  readonly transcripts: Transcripts;
  readonly machine: Machine;
  readonly acceptance: Acceptance;
  readonly accounts: Accounts;
  readonly programs: Programs;
  readonly reviewer: Reviewer;
  readonly servers: McpServers;
  readonly door: Door;
  readonly log: Log;
  /** Where the newest snapshot is kept for surfaces that find nobody running. */
  readonly picture: Picture;
  readonly leftOrders: LeftOrders;
  /** By kind name. */
  readonly kinds: ReadonlyMap<string, AgentKind>;
  /** Where a worker's agent finds its per-run configuration. */
  kitFolder(worker: string): string;
  /** Where the output of a generation is kept. */
  logFile(worker: string, generation: number): string;
}
