import type { Colours, Paint } from '../paint.ts';
import type { TuiData, Wants } from './data.ts';
import type { Confirm, Place, UiState } from './state.ts';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What is given from outside whenever something is drawn or a key comes in. */
export interface Given {
  readonly data: TuiData;
  readonly size: Size;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Local time minus UTC, milliseconds. */
  readonly zoneMs: number;
  readonly color: Colours;
  /** False where the locale is not UTF-8: signs are ASCII then. */
  readonly unicode: boolean;
}

export interface Scene extends Given {
  readonly state: UiState;
  /** The one that is shown. */
  readonly place: Place;
}

/** What a key, or Enter on a row, comes to. */
export type Action =
  | { readonly do: 'open'; readonly view: string; readonly about: string | null }
  /** Lower places are left: this one is the first. */
  | { readonly do: 'switch'; readonly view: string }
  | {
      readonly do: 'run';
      readonly argv: readonly string[];
      readonly show: 'toast' | 'page';
      readonly confirm: Confirm | null;
    }
  | {
      readonly do: 'type';
      readonly title: string;
      readonly argv: readonly string[];
      readonly confirm: Confirm | null;
    }
  | { readonly do: 'palette'; readonly text: string }
  | { readonly do: 'attach'; readonly worker: string; readonly readOnly: boolean }
  | { readonly do: 'edit'; readonly task: string }
  /** `says`: what it came to, where that is not seen at once. */
  | { readonly do: 'place'; readonly patch: Partial<Place>; readonly says?: string }
  /** The key does nothing now, and why. */
  | { readonly do: 'say'; readonly text: string };

/** A key of a view: one entry makes it work, puts it into the bar at the bottom and into the help. */
export interface ViewKey {
  readonly key: string;
  /** What stands in the bar for it, where it is told together with other keys: "< >". */
  readonly bar?: string;
  /** For the bar: one or two words; empty: not in the bar. */
  readonly short: string;
  readonly says: string;
  /** False: it does nothing for what is selected, and is not in the bar. Not there: it always does something. */
  fits?(scene: Scene): boolean;
  /** Null: the view has no use for the key now, and it does what it does everywhere. */
  press(scene: Scene, selected: string | null): Action | null;
}

export interface Row {
  /** What the selection holds on to; null: it cannot be selected. */
  readonly id: string | null;
  /** What a filter looks in. */
  readonly search: () => string;
  /** At most as wide as the body. */
  line(paint: Paint): string;
  /** What Enter does. */
  readonly open: Action | null;
}

/** What a view shows between the header and the keys. Rows are drawn when they are in sight only. */
export interface Content {
  readonly head: readonly string[];
  /** Where a click on a line of the head leads; not there: nowhere. */
  readonly headOpen?: readonly (Action | null)[];
  readonly rows: readonly Row[];
  /** Below the rows, about the selected one. */
  foot(selected: string | null): readonly string[];
  /** Said when there is no row at all. */
  readonly empty: string;
  /** Text that grows at its end is shown from there. */
  readonly sticky?: boolean;
  /** Nothing is selected before somebody selects it: nothing may happen by an Enter too many. */
  readonly unchosen?: boolean;
}

/** Where there is nothing to choose from, and why. */
export function emptyContent(empty: string): Content {
  return { head: [], rows: [], foot: () => [], empty };
}

/** One view: this, and an entry in `views.ts`, is all that it takes. */
export interface View {
  readonly name: string;
  /** The key that goes there from anywhere; empty: it is reached by Enter. */
  readonly key: string;
  readonly title: string;
  /** For the tabs of a narrow screen: one word. Not there: the title is one. */
  readonly short?: string;
  readonly help: readonly string[];
  readonly keys: readonly ViewKey[];
  content(scene: Scene, body: Size): Content;
  wants(place: Place): Wants;
}

export const wantsNothing: Wants = { peek: null, why: null, journal: false };
