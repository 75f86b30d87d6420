import type { Tone } from './input.ts';
import type { Line } from './line.ts';

/** One place that one can be at: a view, and what of it is looked at. Selections are names, never row numbers. */
export interface Place {
  readonly view: string;
  /** The worker, task, question … that the view is about. */
  readonly about: string | null;
  readonly selected: string | null;
  /** Where the selected row was, for when it is gone. */
  readonly index: number;
  /** First row that is shown. */
  readonly top: number;
  readonly filter: string;
  /** Of a time axis: how many steps it is zoomed, counted from 1, and how far its right end is from now (milliseconds). */
  readonly zoom: number;
  readonly shiftMs: number;
}

export type Mode =
  | { readonly on: 'browse' }
  | { readonly on: 'filter'; readonly line: Line; readonly before: string }
  | { readonly on: 'palette'; readonly line: Line; readonly chosen: number }
  /** Typing what goes behind `argv`. */
  | {
      readonly on: 'typing';
      readonly title: string;
      readonly line: Line;
      readonly argv: readonly string[];
      readonly confirm: Confirm | null;
    }
  | {
      readonly on: 'confirm';
      readonly confirm: Confirm;
      /** First line that is shown of what is lost, where not all of it fits. */
      readonly top?: number;
      readonly argv: readonly string[];
      readonly show: 'toast' | 'page';
    };

/** What a person is asked before something that cannot be taken back. */
export interface Confirm {
  readonly asks: string;
  /** What is lost by it, and what is not. */
  readonly loses: readonly string[];
}

export interface Toast {
  readonly tone: Tone;
  readonly text: string;
  readonly at: number;
}

/** All that the interface remembers; everything else is drawn from the data. */
export interface UiState {
  /** The last one is shown; Esc takes it away. */
  readonly places: readonly [Place, ...Place[]];
  readonly mode: Mode;
  readonly toast: Toast | null;
}

/** What the surface has to do. */
export type Effect =
  | { readonly do: 'run'; readonly argv: readonly string[]; readonly show: 'toast' | 'page' }
  | { readonly do: 'interrupt' }
  /** Comes back as an input that tells it. */
  | { readonly do: 'say'; readonly text: string }
  | { readonly do: 'attach'; readonly worker: string; readonly readOnly: boolean }
  | { readonly do: 'edit'; readonly task: string }
  /** `retake`: somebody else may have changed the terminal. */
  | { readonly do: 'quit' | 'suspend' | 'retake' | 'repaint' };

export interface Step {
  readonly state: UiState;
  readonly effects: readonly Effect[];
}

export function placeOf(view: string, about: string | null = null): Place {
  return { view, about, selected: null, index: 0, top: 0, filter: '', zoom: 1, shiftMs: 0 };
}

export const browse: Mode = { on: 'browse' };

export function openingState(view: string): UiState {
  return { places: [placeOf(view)], mode: browse, toast: null };
}

export function topPlace({ places }: UiState): Place {
  return places.at(-1) ?? places[0];
}

export function withPlace(state: UiState, patch: Partial<Place>): UiState {
  const [root, ...rest] = state.places;
  const last = rest.at(-1);
  if (last === undefined) return { ...state, places: [{ ...root, ...patch }] };
  return { ...state, places: [root, ...rest.slice(0, -1), { ...last, ...patch }] };
}
