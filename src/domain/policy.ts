import type { McpServer } from './mcp.ts';
import type { WorkerName } from './names.ts';
import type { Prices } from './price.ts';
import type { ScreenFacts } from './screen-facts.ts';

/**
 * The decoded, frozen configuration: every default filled in, every duration in milliseconds, every size in bytes. Keys of the
 * format that nothing acts on are checked and do not come this far.
 * The shape of `czar.config.json` itself is in adapters/files/schema.
 */
export interface Policy {
  readonly project: string;
  /** Absolute path of the project root (where the config lies). */
  readonly root: string;
  /** Absolute path of the home (queue, dependencies, tasks, status). */
  readonly home: string;
  /** Branch that the omnibus goes to. */
  readonly base: string;
  /** Absolute path of the folder that holds the workers' worktrees. */
  readonly worktrees: string;
  /** In the order of the config, which is the order of `index`. */
  readonly workers: ReadonlyMap<WorkerName, WorkerPolicy>;
  readonly parallel: number | 'auto';
  readonly agents: ReadonlyMap<string, AgentPolicy>;
  /** Servers of tools that agents, workers and tasks may name. */
  readonly mcp: ReadonlyMap<string, McpServer>;
  readonly setup: SetupPolicy;
  readonly checks: readonly Check[];
  readonly rules: RulesPolicy;
  readonly review: ReviewPolicy;
  readonly merge: {
    readonly auto: boolean;
    readonly unblockOn: 'merged' | 'complete';
    readonly followBase: boolean;
    readonly omnibus: 'manual' | 'auto';
  };
  /** `auto`: GitHub where `origin` is there, else `local`. */
  readonly forge: 'local' | 'github' | 'auto';
  readonly github: {
    /** Prints a token; its words are parted by blanks. */
    readonly tokenCommand: string;
    /** Of an Enterprise server; null: GitHub itself. */
    readonly baseUrl: string | null;
    /** A GitHub App that Czar speaks as; null: as the owner of a token. */
    readonly app?: {
      readonly id: number;
      readonly installationId: number;
      /** Of its private key, from the project root. */
      readonly keyFile: string;
    } | null;
    /** Whether one issue lists the tasks of each round. */
    readonly parentIssue?: boolean;
    /** Where GitHub may tell of changes; null: nowhere. */
    readonly webhook?: {
      readonly port: number;
      readonly host: string;
      readonly path: string;
      /** From the project root; null: the secret is in the environment. */
      readonly secretFile: string | null;
    } | null;
  };
  /** How merges wait for the checks of a remote forge. */
  readonly ci: CiPolicy;
  readonly pr: {
    readonly draft: boolean;
    readonly label: string;
    readonly assignee: string;
  };
  readonly git: {
    readonly branchPrefix: string;
    readonly integration: string;
    /** Identity of Czar's own commits. */
    readonly committerName: string;
    readonly committerEmail: string;
  };
  readonly health: HealthPolicy;
  readonly restart: { readonly max: number; readonly perMs: number; readonly backoffMs: number };
  readonly retries: { readonly gates: number; readonly conflicts: number; readonly task: number };
  readonly limits: {
    readonly minFreeMemoryBytes: number;
    readonly minFreeDiskBytes: number;
    /** What the whole project, and what one task may cost, in US dollars; null: as much as it takes. */
    readonly costUsd: number | null;
    readonly costPerTaskUsd: number | null;
    /** How long agents may be at work on one attempt; null: as long as it takes. */
    readonly taskTimeMs: number | null;
    /** What one check may hold in memory with all that it starts; null: as much as there is. */
    readonly checkMemoryBytes?: number | null;
    /** How many gates run at once. */
    readonly gates: number | 'auto';
  };
  /** What models cost, where the config says it. */
  readonly prices: Prices;
  /** Attached and typed within this time: hands off. */
  readonly leaseMs: number;
  readonly writeBack: boolean;
  /** Absolute path of the file that results are appended to; null: none is. */
  readonly memory: string | null;
  readonly keep: { readonly logBytes: number; readonly trashMs: number };
  readonly tmuxSocket: string | null;
}

/** `github.tokenCommand` where the config names none. */
export const USUAL_TOKEN_COMMAND = 'gh auth token';

export interface CiPolicy {
  readonly wait: 'off' | 'if-present' | 'required';
  /** A check that is not there so long after its head was is not expected any more. */
  readonly appearWithinMs: number;
  readonly timeoutMs: number;
}

export interface WorkerPolicy {
  readonly agent: string;
  /** Stable number for ports and databases: `$CZAR_INDEX`. */
  readonly index: number;
  /** Names of servers that it is to have beside those of its agent. */
  readonly mcp?: readonly string[];
}

export interface AgentPolicy {
  /** Which module of facts drives it: `demo`, `claude`, `custom` and the like. */
  readonly kind: string;
  readonly command: string | null;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** In the agent's own words; null: what it takes by itself. */
  readonly model: string | null;
  readonly permissions: Permissions;
  /** What it may do without asking and what it may never do, in its own words. */
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  /** Its question whether it may trust its folder is answered with yes, in Czar's own worktrees. */
  readonly trust: boolean;
  /** What becomes of any other dialog: it waits for a person, or is denied after `promptTimeoutMs`. */
  readonly onPrompt: 'wait' | 'deny';
  readonly promptTimeoutMs: number;
  /** The longest text that is pasted, in bytes; null: what its kind is known to take. */
  readonly pasteBytes: number | null;
  /** Agents of one account meet its usage limits together. */
  readonly account: string;
  /** Names of servers that it is to have. */
  readonly mcp: readonly string[];
  /** Of a `custom` agent: what its screen shows; null: nothing is known of it. */
  readonly screen: ScreenFacts | null;
  /** Of a `custom` agent, tmux key names: what interrupts a turn, and what empties its composer; null: those of its kind. */
  readonly interruptKeys: readonly string[] | null;
  readonly clearKeys: readonly string[] | null;
  /** Of a `custom` agent: what it is started with to go on with a conversation; null: it cannot. */
  readonly resumeArgs: readonly string[] | null;
  /** Of a `custom` agent: what makes its program print its version and do nothing else; null: it cannot be asked. */
  readonly versionArgs: readonly string[] | null;
}

/** `ask` before most things; `edits` of files without asking; `auto`: what is safe; `deny` instead of asking; `bypass`: everything. */
export type Permissions = 'ask' | 'edits' | 'auto' | 'deny' | 'bypass';

export interface SetupPolicy {
  readonly run: string | null;
  readonly copy: readonly string[];
  readonly link: readonly string[];
  readonly timeoutMs: number;
}

export interface Check {
  readonly name: string;
  readonly run: string;
  readonly timeoutMs: number;
}

/** What is looked for in the change itself. */
export interface RulesPolicy {
  readonly docs: Level;
  readonly changelog: Level;
  readonly secrets: Level;
  /** A change of what these patterns mean (domain/path-pattern.ts) needs a human. */
  readonly protected: readonly string[];
}

/** Who reads a change before it is merged. */
export interface ReviewPolicy {
  readonly by: 'none' | 'command' | 'anthropic' | 'openai-compatible';
  /** A program and its arguments. */
  readonly command: readonly string[] | null;
  readonly model: string | null;
  /** Of a service; null: that of its vendor. */
  readonly baseUrl: string | null;
  /** How often one attempt is sent back before a human is asked. */
  readonly rounds: number;
  /** For one request. */
  readonly timeoutMs: number;
}

/** `warn`: it is told, and holds nothing back; `block`: it goes back to the worker. */
export type Level = 'off' | 'warn' | 'block';

export interface HealthPolicy {
  readonly slowMs: number;
  readonly stuckMs: number;
  /** How many reminders (slow) and offers of help (stuck) one attempt gets. */
  readonly remind: number;
  readonly help: number;
  /** Nothing moved for so long: its word expires and its screen is looked at, never a kill. */
  readonly silenceMs: number;
  /** A command-line message of the same kind is not repeated within this time. */
  readonly coolDownMs: number;
  /** How long an unverified delivery may stay without an effect before it becomes a question. */
  readonly unverifiedMs: number;
  /** Quiet time that counts as idle for kinds without a turn-end event. */
  readonly quietMs: number;
  /** A worker away for so long loses its rework to another. */
  readonly awayMs: number;
}
