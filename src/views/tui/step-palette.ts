import { harmless } from '../cells.ts';
import type { TuiData } from './data.ts';
import { edited, lineOf, textOf } from './line.ts';
import { agreedTo, lossBy, suggestionsFor } from './palette.ts';
import { browse, type Mode, type Step, type UiState } from './state.ts';
import { performed } from './step-browse.ts';
import { sceneOf } from './viewport.ts';
import { helpName, views } from './views.ts';
import { whyUnknown } from './typed-names.ts';
import { wordsOf } from './words.ts';
import type { Action, Given } from './view.ts';

type Palette = Extract<Mode, { on: 'palette' }>;

/** A key in the palette: typing, choosing, completing, running. */
export function palettePressed(
  state: UiState,
  mode: Palette,
  { key, given }: { readonly key: string; readonly given: Given },
): Step {
  switch (key) {
    case 'esc':
      return only({ ...state, mode: browse });
    case 'enter':
      return run(state, mode, given);
    case 'tab':
      return only(completed(state, mode, given));
    case 'up':
    case 'shift-tab':
      return only({ ...state, mode: { ...mode, chosen: Math.max(-1, mode.chosen - 1) } });
    case 'down':
      return only({ ...state, mode: { ...mode, chosen: chosenBelow(state, mode, given) } });
    default: {
      if (key === 'backspace' && textOf(mode.line) === '') return only({ ...state, mode: browse });
      const line = edited(mode.line, key);
      return only(line === null ? state : { ...state, mode: { ...mode, line, chosen: -1 } });
    }
  }
}

function only(state: UiState): Step {
  return { state, effects: [] };
}

function chosenBelow(state: UiState, { line, chosen }: Palette, given: Given): number {
  const count = suggestionsFor(textOf(line), sceneOf(state, given)).length;
  return Math.min(count - 1, chosen + 1);
}

function completed(state: UiState, mode: Palette, given: Given): UiState {
  const all = suggestionsFor(textOf(mode.line), sceneOf(state, given));
  const found = all[Math.max(0, mode.chosen)];
  return found === undefined ? state : { ...state, mode: { ...mode, line: lineOf(found.line), chosen: -1 } };
}

/** Verbs whose one line of result is said below; the others get a page. */
const brief: ReadonlySet<string> = new Set([
  'answer',
  'assign',
  'cancel',
  'retry',
  'pause',
  'resume',
  'restart',
  'nudge',
  'add',
  'edit',
  'inject',
]);

function run(state: UiState, mode: Palette, given: Given): Step {
  const chosen =
    mode.chosen < 0 ? undefined : suggestionsFor(textOf(mode.line), sceneOf(state, given))[mode.chosen];
  const words = wordsOf(chosen?.line ?? textOf(mode.line));
  const argv = words[0] === 'czar' ? words.slice(1) : words;
  const free = { ...state, mode: browse };
  if (argv.length === 0) return only(free);
  if (argv[0] === 'quit' || argv[0] === 'q') return { state: free, effects: [{ do: 'quit' }] };
  if (argv[0] === 'help' && argv.length === 1)
    return performed(free, { do: 'open', view: helpName, about: sceneOf(state, given).place.view });
  const unknown = whyUnknown(argv, given.data);
  // The line stays, to be put right: nobody is asked about what is refused afterwards.
  return unknown === null
    ? performed(free, actionOf(argv, given))
    : { state, effects: [{ do: 'say', text: unknown }] };
}

/** What a typed line comes to: a view to go to, what needs the terminal itself, or a verb that is run. */
function actionOf(argv: readonly string[], { data }: Given): Action {
  const [verb = '', about = ''] = argv;
  const place = placeNamed(argv, data);
  if (place !== null) return place;
  if (verb === 'ui') return { do: 'say', text: 'you are in it' };
  if (lacksText(argv))
    return {
      do: 'type',
      title: `what ${harmless(about)} is to do`,
      argv: [...argv, '--text'],
      confirm: null,
    };
  const worker = argv.slice(1).find((word) => !word.startsWith('-'));
  if (verb === 'attach' && worker !== undefined && !argv.includes('--help'))
    return { do: 'attach', worker, readOnly: argv.includes('-r') || argv.includes('--read-only') };
  if (verb === 'edit' && argv.length === 2) return { do: 'edit', task: about };
  const confirm = lossBy(argv, data.snapshot);
  return { do: 'run', argv: agreedTo(argv, confirm), show: pageOrToast(argv), confirm };
}

/** A task that is added without a text: it is asked for. */
function lacksText([verb, task = '', ...rest]: readonly string[]): boolean {
  if (verb !== 'add' || task === '' || task.startsWith('-')) return false;
  return !rest.some((word) => /^--(?:text|file|help)(?:=|$)/.test(word));
}

/** A view by its name; null: the line is a verb. */
function placeNamed(argv: readonly string[], { verbs }: TuiData): Action | null {
  const [verb = ''] = argv;
  if (verb === 'undo' && argv.length === 1) return { do: 'open', view: 'undo', about: null };
  const view = views.find(({ name, key }) => key !== '' && name === verb);
  const isVerb = argv.length > 1 && verbs.some(({ name }) => name === verb);
  return view === undefined || isVerb ? null : { do: 'switch', view: view.name };
}

function pageOrToast(argv: readonly string[]): 'toast' | 'page' {
  const isBrief = brief.has(argv[0] ?? '');
  return isBrief && !argv.includes('--help') && !argv.includes('--json') ? 'toast' : 'page';
}
