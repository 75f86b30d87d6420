/** A dialog in a pane that waits for a choice. */
export interface Dialog {
  readonly about: 'trust' | 'permission' | 'login' | 'other';
  /** What it asks, without its choices and frame. */
  readonly text: string;
  /** In the order shown. */
  readonly choices: readonly DialogChoice[];
}

export interface DialogChoice {
  readonly says: string;
  /** The tmux key names that take this choice from any state of the dialog; none when no keys do. */
  readonly keys: readonly string[];
  /** What taking it means, where it is known. */
  readonly means: 'yes' | 'always' | 'no' | 'other';
}

/** A dialog that was seen on a screen. */
export interface OpenDialog extends Dialog {
  /** Equal for equal words, choices and keys, and for nothing else. */
  readonly id: string;
}

/** The answer that is to be given to a dialog. */
export interface ChosenAnswer {
  /** Id of the dialog that it answers; no other one gets it. */
  readonly dialog: string;
  /** Place among its choices, from 0 on. */
  readonly choice: number;
  readonly by: 'human' | 'czar';
}
