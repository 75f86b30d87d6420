import type { KindFacts } from '../domain/world.ts';
import type { AgentPolicy } from '../domain/policy.ts';
import type { Screen } from './terminal.ts';

/** One kind of agent, as facts. Pure: an adapter of this port does no I/O. */
export interface AgentKind {
  readonly name: string;
  readonly facts: KindFacts;
  /** Command line and environment of one generation. */
  launch(context: LaunchContext): {
    readonly argv: readonly [string, ...string[]];
    readonly env: Readonly<Record<string, string>>;
  };
  /** What the screen shows. `unknown` when it cannot tell. */
  read(screen: Screen): AgentScreen;
  /** tmux key names that interrupt a turn. */
  readonly interruptKeys: readonly string[];
  /** tmux key names that empty the composer and do nothing else; none when there is no such key. */
  readonly clearKeys: readonly string[];
}

export interface LaunchContext {
  readonly agent: AgentPolicy;
  readonly cwd: string;
  readonly generation: number;
  readonly worker: string;
}

export interface AgentScreen {
  readonly shows: 'prompt' | 'busy' | 'dialog' | 'unknown';
  /** What stands in the composer; null when it cannot be told, '' when it is empty. A placeholder of a paste counts as `paste`. */
  readonly composer: { readonly text: string; readonly paste: boolean } | null;
}
