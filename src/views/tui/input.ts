/**
 * What comes in from the person. `key`: a printable character, or `enter`, `esc`, `tab`, `shift-tab`, `up`, `down`, `left`, `right`,
 * `pageup`, `pagedown`, `home`, `end`, `backspace`, `delete`, `ctrl-c`. `row` and `column` count from 0.
 */
export type Input =
  | { readonly on: 'key'; readonly key: string }
  | { readonly on: 'paste'; readonly text: string }
  | {
      readonly on: 'mouse';
      readonly does: 'press' | 'wheel-up' | 'wheel-down';
      readonly row: number;
      readonly column: number;
    }
  /** They were away, and are told what happened over whatever is shown. */
  | { readonly on: 'back' }
  /** What came of something that was asked for. */
  | { readonly on: 'told'; readonly tone: Tone; readonly text: string };

export type Tone = 'good' | 'bad' | 'plain';
