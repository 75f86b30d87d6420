import { away } from './away.ts';
import { readOn, type Confirming } from './confirming.ts';
import type { Input } from './input.ts';
import { edited, inserted, textOf } from './line.ts';
import { selecting, wheeled } from './moves.ts';
import { lossBy } from './palette.ts';
import { browsed, performed, withSelection } from './step-browse.ts';
import { palettePressed } from './step-palette.ts';
import { browse, topPlace, withPlace, type Mode, type Step, type UiState } from './state.ts';
import { toastAfter } from './toast.ts';

import { headerRows } from './header.ts';
import { tabAt } from './tabs.ts';
import { sceneOf, viewportOf, type Viewport } from './viewport.ts';
import { views } from './views.ts';
import type { Given } from './view.ts';

/** What an input makes of the state, and what has to be done. Never throws, whatever comes in. */
export function step(state: UiState, input: Input, given: Given): Step {
  switch (input.on) {
    case 'told':
      return only({ ...state, toast: toastAfter(state.toast, input, given.now) });
    case 'back':
      return cameBack(state);
    case 'mouse':
      return only(moused(state, input, given));
    case 'paste':
      return only(pasted(state, input.text));
    case 'key':
      return input.key === 'ctrl-c'
        ? { state, effects: [{ do: 'quit' }] }
        : pressed({ ...state, toast: null }, input.key, given);
  }
}

/** Whoever types, or is asked something, goes on with that: it can be called up at any time. */
function cameBack(state: UiState): Step {
  const isBusy = state.mode.on !== 'browse' || topPlace(state).view === away.name;
  return isBusy ? only(state) : performed(state, { do: 'open', view: away.name, about: null });
}

function only(state: UiState): Step {
  return { state, effects: [] };
}

function pressed(state: UiState, key: string, given: Given): Step {
  if (key === 'ctrl-l') return { state, effects: [{ do: 'repaint' }] };
  if (key === 'ctrl-z') return { state, effects: [{ do: 'suspend' }] };
  const { mode } = state;
  switch (mode.on) {
    case 'browse':
      return browsed(state, key, given);
    case 'filter':
      return only(filtering(state, mode, key));
    case 'palette':
      return palettePressed(state, mode, { key, given });
    case 'typing':
      return typing(state, mode, { key, given });
    case 'confirm':
      return confirming(state, mode, { key, given });
  }
}

function filtering(state: UiState, mode: Extract<Mode, { on: 'filter' }>, key: string): UiState {
  if (key === 'esc') return { ...withPlace(state, { filter: mode.before }), mode: browse };
  if (key === 'enter' || key === 'down' || key === 'up') return { ...state, mode: browse };
  const line = edited(mode.line, key);
  if (line === null) return state;
  return { ...withPlace(state, { filter: textOf(line), top: 0 }), mode: { ...mode, line } };
}

function typing(
  state: UiState,
  mode: Extract<Mode, { on: 'typing' }>,
  { key, given }: { readonly key: string; readonly given: Given },
): Step {
  if (key === 'esc') return only({ ...state, mode: browse });
  if (key === 'enter') {
    const text = textOf(mode.line).trim();
    if (text === '') return only(state);
    const argv = [...mode.argv, text];
    // Words of one's own may be those of a choice.
    const confirm = mode.confirm ?? lossBy(argv, given.data.snapshot);
    return performed({ ...state, mode: browse }, { do: 'run', argv, show: 'toast', confirm });
  }
  const line = key === 'ctrl-j' ? inserted(mode.line, '\n') : edited(mode.line, key);
  return only(line === null ? state : { ...state, mode: { ...mode, line } });
}

/** Only an explicit yes goes on, once all that is lost was in sight: every other key leaves everything as it is. */
function confirming(
  state: UiState,
  mode: Confirming,
  { key, given }: { readonly key: string; readonly given: Given },
): Step {
  const further = readOn(mode, key, given.size);
  if (further !== null) return only({ ...state, mode: further });
  const free = { ...state, mode: browse };
  if (key !== 'y' && key !== 'Y') return only(free);
  const { argv, show } = mode;
  return performed(free, { do: 'run', argv, show, confirm: null });
}

function pasted(state: UiState, text: string): UiState {
  const { mode } = state;
  switch (mode.on) {
    case 'browse':
    case 'confirm':
      return state;
    case 'typing':
      return { ...state, mode: { ...mode, line: inserted(mode.line, text) } };
    case 'palette':
      return { ...state, mode: { ...mode, line: inserted(mode.line, oneLine(text)), chosen: -1 } };
    case 'filter': {
      const line = inserted(mode.line, oneLine(text));
      return { ...withPlace(state, { filter: textOf(line), top: 0 }), mode: { ...mode, line } };
    }
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function moused(state: UiState, input: Extract<Input, { on: 'mouse' }>, given: Given): UiState {
  if (state.mode.on !== 'browse') return state;
  const scene = sceneOf(state, given);
  const view = viewportOf(scene);
  if (input.does !== 'press') return withPlace(state, wheeled(input.does === 'wheel-up', view));
  const tab = input.row === headerRows - 1 ? tabAt(scene, views, input.column) : null;
  if (tab !== null) return performed(state, { do: 'switch', view: tab }).state;
  const line = input.row - headerRows;
  const above = view.content.headOpen?.[line] ?? null;
  if (line >= 0 && above !== null) return performed(state, above).state;
  return clicked(state, view, line - view.content.head.length);
}

/** The first click selects a row, the second one opens it. */
function clicked(state: UiState, view: Viewport, line: number): UiState {
  const index = view.top + line;
  const row = view.rows[index];
  if (line < 0 || line >= view.height || row === undefined) return state;
  if (index === view.selected && row.open?.do === 'open')
    return performed(withSelection(state, view), row.open).state;
  return withPlace(state, selecting(index, view));
}
