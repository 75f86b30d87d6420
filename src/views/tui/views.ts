import { away } from './away.ts';
import { conflictsView } from './conflicts-view.ts';
import { decisions, logs } from './decisions.ts';
import { entryPage } from './entry-page.ts';
import { graph } from './graph.ts';
import { needs } from './needs.ts';
import { outputPage } from './output.ts';
import { overview } from './overview.ts';
import { questionPage } from './question.ts';
import { queue } from './queue.ts';
import { taskPage } from './task-page.ts';
import { timeline } from './time-view.ts';
import { workerPage } from './worker-page.ts';
import { undoPage } from './undo-page.ts';
import type { Wants } from './data.ts';
import { textOf } from './line.ts';
import { topPlace, type UiState } from './state.ts';
import type { View } from './view.ts';

/** Every view, in the order of their keys. A new one is its own file and a place here. */
export const views: readonly View[] = [
  overview,
  needs,
  graph,
  timeline,
  decisions,
  queue,
  logs,
  conflictsView,
  away,
  workerPage,
  taskPage,
  questionPage,
  entryPage,
  outputPage,
  undoPage,
];

/** The name of the place that shows the keys of another view, which it is about. */
export const helpName = 'help';

export function viewNamed(name: string): View {
  return views.find((view) => view.name === name) ?? overview;
}

/** What has to be read now: for the place that is shown, and for what is typed. */
export function wantsNow(state: UiState): Wants {
  const place = topPlace(state);
  const wants = viewNamed(place.view).wants(place);
  const typesUndo = state.mode.on === 'palette' && /^(?:czar )?undo /.test(textOf(state.mode.line));
  return typesUndo ? { ...wants, undoable: true } : wants;
}
