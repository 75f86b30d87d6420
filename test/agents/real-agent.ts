import type { AgentKind } from '../../src/ports/agent.ts';
import type { Dialect, Reply } from './llm/turn.ts';

/** One of the real programs, and how a test has its way with it. */
export interface RealAgent {
  readonly kind: AgentKind;
  readonly dialect: Dialect;
  /** Its npm package, and the version that the tests were written with. */
  readonly pinned: { readonly package: string; readonly version: string };
  /** It asks whether it may trust a folder that it does not know. */
  readonly asksForTrust: boolean;
  /** After an error of its service it tries again by itself, for ever: Czar hears of none. */
  readonly triesAgain: boolean;
  /** What lies in its home, by path, so that it starts with this model and without an account. */
  home(place: HomePlace): Readonly<Record<string, string>>;
  /** Its entry in `agents` of the config. */
  config(place: ConfigPlace): Readonly<Record<string, unknown>>;
  /** What a config needs so that `runs` runs without a question. */
  readonly free: Readonly<Record<string, unknown>>;
  /** The same for a `cp` in its worktree. */
  readonly copying: Readonly<Record<string, unknown>>;
  /** What a config needs so that `asks` is a dialog. */
  readonly asking: Readonly<Record<string, unknown>>;
  runs(command: string): Reply;
  asks(command: string): Reply;
  /** Calls a tool of an MCP server. */
  uses(tool: { readonly server: string; readonly name: string; readonly input: object }): Reply;
  /** What a config needs so that `uses` of the server "little" is no dialog. */
  readonly lets: Readonly<Record<string, unknown>>;
}

export interface HomePlace {
  readonly url: string;
  /** The project, whose folder it trusts. Null: it trusts none. */
  readonly trusts: string | null;
}

export interface ConfigPlace {
  readonly url: string;
  /** The program itself. */
  readonly command: string;
}
