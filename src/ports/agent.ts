import type { AgentEvent } from '../domain/agent-event.ts';
import type { Dialog } from '../domain/dialog.ts';
import type { McpServer } from '../domain/mcp.ts';
import type { DeliveryId } from '../domain/names.ts';
import type { KindFacts } from '../domain/world.ts';
import type { AgentPolicy } from '../domain/policy.ts';
import type { Prices } from '../domain/price.ts';
import type { Spending } from '../domain/usage.ts';
import type { KitFile, Screen } from './terminal.ts';

/** One kind of agent, as facts. Pure: an adapter of this port does no I/O. */
export interface AgentKind {
  readonly name: string;
  readonly facts: KindFacts;
  /** What one generation is started with. Errors: Fault `bad-input`. */
  launch(context: LaunchContext): Launch;
  /** What the screen shows. `unknown` when it cannot tell. */
  read(screen: Screen): AgentScreen;
  /** What a report says in the words of the event protocol; null: nothing that matters. The payload is anybody's. */
  translate(report: AgentReport): AgentEvent | null;
  /** What a line of its transcript says that was used, or of which model later lines speak; null: neither. Not there: it says nothing of it. */
  readonly spending?: (report: AgentReport) => Spending | ModelNamed | null;
  /** What its models cost, where nobody says otherwise. */
  readonly prices?: Prices;
  /** What makes its program print its version and do nothing else; null: it cannot be asked. */
  readonly versionArgs: readonly string[] | null;
  /** tmux key names that interrupt a turn, one after the other. */
  readonly interruptKeys: readonly string[];
  /** tmux key names that empty the composer and do nothing else; none when there is no such key. */
  readonly clearKeys: readonly string[];
  /** The usage limit at which its last turn ended, by its screen at `at` (epoch milliseconds); null: none. Not there: no screen tells it. */
  readonly limit?: (screen: Screen, at: number) => ScreenLimit | null;
  /** The same with the facts that an agent's entry in the config names. Not there: an entry can name none. */
  readonly configured?: (agent: AgentPolicy) => AgentKind;
}

/** What comes later in the same transcript is about this model, where it names none. */
export interface ModelNamed {
  readonly names: string;
}

export interface LaunchContext {
  readonly agent: AgentPolicy;
  readonly cwd: string;
  /** Absolute path of the git directory that belongs to `cwd`: of a worktree its own, in that of the repository. */
  readonly gitDir: string;
  readonly generation: number;
  readonly worker: string;
  /** Absolute path of the folder in which `Launch.files` will lie before the agent starts; of this generation alone. */
  readonly kit: string;
  /** Absolute path of the folder with the project's status, which the agent may read. */
  readonly statusFolder: string;
  /** The servers of tools that it is to have, and that answer; null: none are named for it, and what it has by itself stays. */
  readonly servers: readonly McpServer[] | null;
  /** A UUID that no other generation has, for kinds that let their conversation be named. */
  readonly uuid: string;
  /** The conversation to go on with; null: a new one. */
  readonly resumes: string | null;
}

export interface Launch {
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  /** Names of variables that it gets as Czar itself has them: its login, and where that is kept. What `env` names goes before. */
  readonly inherits?: readonly string[];
  /** Per-run configuration, so that nothing in the user's home is touched. */
  readonly files: readonly KitFile[];
  /** The conversation's id when it is known before the start. */
  readonly conversation: string | null;
}

/** Something that an agent's own machinery told, in its own words: a hook that ran, or a line of its transcript. */
export interface AgentReport {
  readonly via: 'hook' | 'transcript';
  /** Of the hook; of a transcript line its type. */
  readonly name: string;
  readonly payload: unknown;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What a report of an agent of this kind says in the words of the protocol; null: nothing that matters, or nobody knows the kind. */
export type Translate = (kind: string, report: AgentReport) => AgentEvent | null;

/** A banner that tells of a usage limit. */
export interface ScreenLimit {
  readonly says: string;
  /** Epoch milliseconds; null: it does not say when it ends. */
  readonly resetAt: number | null;
  /** The delivery whose last line is seen above it; null: none is. */
  readonly after: DeliveryId | null;
}

export interface AgentScreen {
  readonly shows: 'prompt' | 'busy' | 'dialog' | 'unknown';
  /** What stands in the composer; null when it cannot be told, '' when it is empty. A placeholder of a paste counts as `paste`. */
  readonly composer: { readonly text: string; readonly paste: boolean } | null;
  /** The open dialog; null when none is, or when it cannot be read. */
  readonly dialog: Dialog | null;
  /** What it counts while it works, as far as that is no clock: tokens. Not there: it shows none. */
  readonly counter?: string;
}
