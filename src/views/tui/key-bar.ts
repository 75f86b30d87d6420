import { fit, harmless } from '../cells.ts';
import { painter } from '../paint.ts';
import { fittingGroups, spanLine, type Group } from './spans.ts';
import { helpName, viewNamed } from './views.ts';
import type { Scene, ViewKey } from './view.ts';

/** What can be pressed here, as far as there is room for it: keys with their words, the weightiest ones. The help has all of it. */
export function keyBar(scene: Scene): string {
  const { columns } = scene.size;
  const groups = fittingGroups([...filterGroup(scene), ...keyGroups(scene)], '  ', columns);
  return spanLine(groups, columns, painter(scene.color));
}

/** Keys of a view go before those that work everywhere, and the last of them first. */
const ownLeaveOut = 10;
const lastLeaveOut = 100;

function keyGroups(scene: Scene): readonly Group[] {
  const { place, data, state } = scene;
  const keys = place.view === helpName ? [] : viewNamed(place.view).keys;
  const own = keys.filter((key) => key.short !== '' && key.fits?.(scene) !== false);
  const waits = data.snapshot?.questions.length ?? 0;
  const isDeep = state.places.length > 1 || place.filter !== '';
  return [
    keyGroup('?', 'help', 0),
    keyGroup('q', 'quit', 3),
    ...(waits > 0 && place.view !== 'needs' ? [keyGroup('n', 'needs you', 2)] : []),
    ...(isDeep ? [keyGroup('Esc', 'back', 1)] : []),
    ...own.map((one: ViewKey, index) => keyGroup(one.bar ?? one.key, one.short, ownLeaveOut + index)),
    keyGroup('/', 'filter', lastLeaveOut),
    keyGroup(':', 'verbs', ownLeaveOut + 1.5),
  ];
}

function keyGroup(key: string, word: string, leaveOut: number): Group {
  return {
    leaveOut,
    spans: [
      { text: key, colour: 'bold' },
      { text: ` ${word}`, colour: 'dim' },
    ],
  };
}

/** Rows that are left out must not be forgotten: this stays whatever else goes. */
function filterGroup({ place, size }: Scene): readonly Group[] {
  if (place.filter === '') return [];
  const text = fit(`filter: ${harmless(place.filter)}`, Math.floor(size.columns / 3));
  return [{ spans: [{ text, colour: 'yellow' }], leaveOut: 0 }];
}
