import type { DialogChoice } from './dialog.ts';

/**
 * What a person says of the screen of an agent that Czar does not know. All are plain texts, looked for as they stand. At least one of
 * `prompt` and `composer` says something.
 */
export interface ScreenFacts {
  /** Each of them stands beside the composer whenever it can be typed into; none: the composer alone tells. */
  readonly prompt: readonly string[];
  /** Each of them is only there while a turn runs. */
  readonly busy: readonly string[];
  /** What the first row of the composer begins with; null: what stands in it cannot be told. */
  readonly composer: string | null;
  /** What each further row of it begins with; null: it is moved in, or nothing. */
  readonly continues: string | null;
  /** What stands in the composer while it is empty; null: nothing. */
  readonly placeholder: string | null;
  /** What stands in the composer for a long paste. */
  readonly paste: readonly string[];
  /** Each of them is a part of a row that says that a turn ended at a usage limit. */
  readonly limits: readonly string[];
  readonly dialogs: readonly DialogFacts[];
}

export interface DialogFacts {
  /** Words above its numbered choices; where its choices have keys, what its last row ends with. */
  readonly shows: string;
  /** Whether the number of a choice only marks it, and Enter takes it. */
  readonly enter: boolean;
  /** All of them have keys, or none: then they say what numbered choices mean. */
  readonly choices: readonly ChoiceFacts[];
}

export interface ChoiceFacts {
  /** What it begins with behind its number; one with keys: words that stand at the end of the dialog. */
  readonly shows: string;
  readonly means: DialogChoice['means'];
  /** tmux key names that take it; null: its number does. */
  readonly keys: readonly string[] | null;
}
