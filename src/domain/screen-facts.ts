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
  /** What stands in the composer while it is empty; null: nothing. */
  readonly placeholder: string | null;
  /** What stands in the composer for a long paste. */
  readonly paste: readonly string[];
  readonly dialogs: readonly DialogFacts[];
}

export interface DialogFacts {
  /** Words above its numbered choices. */
  readonly shows: string;
  /** Whether the number of a choice only marks it, and Enter takes it. */
  readonly enter: boolean;
}
