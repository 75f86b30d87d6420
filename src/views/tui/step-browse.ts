import { harmless } from '../cells.ts';
import { lineOf } from './line.ts';
import { movedBy, selecting } from './moves.ts';
import { browse, placeOf, withPlace, type Effect, type Step, type UiState } from './state.ts';
import { helpName, viewNamed, views } from './views.ts';
import { sceneOf, viewportOf, type Viewport } from './viewport.ts';
import type { Action, Given, Scene } from './view.ts';

/** A key while nothing is typed: those of the view first, then those that work everywhere. */
export function browsed(state: UiState, key: string, given: Given): Step {
  const scene = sceneOf(state, given);
  const view = viewportOf(scene);
  const own =
    scene.place.view === helpName
      ? undefined
      : viewNamed(scene.place.view).keys.find((one) => one.key === key);
  const kept = withSelection(state, view);
  const action = own?.press(scene, view.rows[view.selected]?.id ?? null) ?? null;
  if (action !== null) return inSight(performed(kept, action), action, given);
  const moved = movedBy(key, view);
  if (moved !== null) return only(withPlace(state, moved));
  return everywhere(kept, key, { scene, view });
}

/** What a key has chosen is brought into sight: on a page it may be far below. */
function inSight(after: Step, action: Action, given: Given): Step {
  const chosen = action.do === 'place' ? (action.patch.selected ?? null) : null;
  if (chosen === null) return after;
  const { rows, top, height } = viewportOf(sceneOf(after.state, given));
  const index = rows.findIndex(({ id }) => id === chosen);
  if (index < 0 || (index >= top && index < top + height)) return after;
  return { ...after, state: withPlace(after.state, { top: index < top ? index : index - height + 1 }) };
}

/** Keeps hold of the row that the selection is on, also when nobody moved yet. */
export function withSelection(state: UiState, view: Viewport): UiState {
  return view.selected < 0 ? state : withPlace(state, selecting(view.selected, view));
}

function only(state: UiState): Step {
  return { state, effects: [] };
}

interface Around {
  readonly scene: Scene;
  readonly view: Viewport;
}

function everywhere(state: UiState, key: string, { scene, view }: Around): Step {
  switch (key) {
    case 'q':
      return { state, effects: [{ do: 'quit' }] };
    case 'enter':
    case 'l':
    case 'right':
      return opened(state, view);
    case 'esc':
    case 'h':
    case 'left':
    case 'backspace':
      return back(state, key, scene);
    case '/':
      return only({
        ...state,
        mode: { on: 'filter', line: lineOf(scene.place.filter), before: scene.place.filter },
      });
    case ':':
      return only({ ...state, mode: { on: 'palette', line: lineOf(''), chosen: -1 } });
    case '?':
      return only(scene.place.view === helpName ? state : pushed(state, helpName, scene.place.view));
    case 'n':
      return performed(state, { do: 'switch', view: 'needs' });
    case 'U':
      return only(scene.place.view === 'undo' ? state : pushed(state, 'undo', null));
    case 'P':
      return performed(state, { do: 'run', argv: ['pr'], show: 'page', confirm: null });
    case 'tab':
    case 'shift-tab':
      return performed(state, { do: 'switch', view: neighbour(state, key === 'tab' ? 1 : -1) });
    default:
      return byNumber(state, key);
  }
}

function byNumber(state: UiState, key: string): Step {
  const view = views.find((one) => one.key === key);
  return performed(
    state,
    view === undefined ? { do: 'say', text: whyNothing(key, state) } : { do: 'switch', view: view.name },
  );
}

/** A key that does nothing here says so, and where it does something. */
function whyNothing(key: string, { places: all }: UiState): string {
  // Digits choose an answer there.
  const namesKeys = all.at(-1)?.view !== 'question';
  const uses = views.flatMap(({ keys, title, key: tab }) => {
    const says = keys.find((one) => one.key === key)?.says ?? '';
    return says === ''
      ? []
      : [
          {
            says: says.replace(/ \(czar [^)]*\)$/, ''),
            place: tab === '' ? `a page "${title}"` : namesKeys ? `${title} (${tab})` : title,
          },
        ];
  });
  const kinds = [...new Set(uses.map(({ says }) => says))].slice(0, mostUses);
  if (kinds.length === 0) return `${keyName(key)} does nothing: ? shows the keys that are used here`;
  const places = kinds.map((kind) => `${placesOf(uses, kind)}: ${kind}`);
  return `${keyName(key)} does nothing here; in ${places.join('; in ')}`;
}

function placesOf(uses: readonly { readonly says: string; readonly place: string }[], kind: string): string {
  const all = uses.filter(({ says }) => says === kind).map(({ place }) => place);
  return all.slice(0, mostPlacesNamed).join(', ');
}

const mostUses = 2;
const mostPlacesNamed = 3;

function keyName(key: string): string {
  return key === ' ' ? 'the space bar' : harmless(key);
}

function neighbour({ places }: UiState, by: 1 | -1): string {
  const tabs = views.filter(({ key }) => key !== '');
  const at = tabs.findIndex(({ name }) => name === places[0].view);
  return tabs[(at + by + tabs.length) % tabs.length]?.name ?? places[0].view;
}

function opened(state: UiState, { rows, selected, content }: Viewport): Step {
  const action = rows[selected]?.open ?? null;
  const why =
    content.rows.length === 0 && content.empty !== '' ? content.empty : 'there is nothing to open here';
  if (action === null) return performed(state, { do: 'say', text: why });
  const isHelp = state.places.at(-1)?.view === helpName;
  return performed(isHelp ? popped(state) : state, action);
}

/** A filter goes first; the first place is not left by going back. */
function back(state: UiState, key: string, { place, data }: Scene): Step {
  if (place.filter !== '') return only(withPlace(state, { filter: '', top: 0 }));
  const isRunning = place.view === 'output' && data.output !== null && data.output.exit === null;
  if (isRunning && key === 'esc') return { state, effects: [{ do: 'interrupt' }] };
  if (state.places.length === 1)
    return performed(state, { do: 'say', text: 'this is the first place: q leaves, the work goes on' });
  return only(popped(state));
}

function popped(state: UiState): UiState {
  const [root, ...rest] = state.places;
  return { ...state, places: [root, ...rest.slice(0, -1)] };
}

/** Deeper than anybody goes; names that point at each other must not pile up for ever. */
const mostPlaces = 30;

function pushed(state: UiState, view: string, about: string | null): UiState {
  const [root, ...rest] = state.places;
  return { ...state, places: [root, ...rest.slice(0, mostPlaces), placeOf(view, about)] };
}

/** Carries an action out: on the state, or as something that the surface has to do. */
export function performed(state: UiState, action: Action): Step {
  switch (action.do) {
    case 'open':
      return only(pushed(state, action.view, action.about));
    case 'switch':
      return only({ ...state, mode: browse, places: [placeOf(action.view)] });
    case 'place':
      return placed(state, action);
    case 'say':
      return { state, effects: [{ do: 'say', text: action.text }] };
    case 'palette':
      return only({ ...state, mode: { on: 'palette', line: lineOf(action.text), chosen: -1 } });
    case 'type': {
      const { title, argv, confirm } = action;
      return only({ ...state, mode: { on: 'typing', title, line: lineOf(''), argv, confirm } });
    }
    case 'run':
      return ran(state, action);
    case 'attach':
    case 'edit':
      return { state, effects: [action] };
  }
}

function placed(state: UiState, { patch, says }: Extract<Action, { do: 'place' }>): Step {
  const effects: readonly Effect[] = says === undefined ? [] : [{ do: 'say', text: says }];
  return { state: withPlace(state, patch), effects };
}

function ran(state: UiState, { argv, show, confirm }: Extract<Action, { do: 'run' }>): Step {
  if (confirm !== null) return only({ ...state, mode: { on: 'confirm', confirm, argv, show } });
  const effects: readonly Effect[] = [{ do: 'run', argv, show }];
  return { state: show === 'page' ? pushed(state, 'output', null) : state, effects };
}
