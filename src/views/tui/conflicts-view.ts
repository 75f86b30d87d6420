import { conflictsText } from '../conflicts.ts';
import {
  emptyContent,
  wantsNothing,
  type Content,
  type Row,
  type Scene,
  type Size,
  type View,
} from './view.ts';

export const conflictsView: View = {
  name: 'conflicts',
  key: '8',
  title: 'Conflicts',
  help: [
    'Which work under way does not merge with which, before anybody tries: the same as czar conflicts. Both workers were told.',
  ],
  keys: [],
  content,
  wants: () => wantsNothing,
};

function content({ data, now, color }: Scene, body: Size): Content {
  const { snapshot } = data;
  if (snapshot === null) return emptyContent('no picture yet');
  const text = conflictsText(snapshot, { columns: Math.max(1, body.columns - 2), now, color });
  const plain = conflictsText(snapshot, { columns: Math.max(1, body.columns - 2), now, color: false });
  const searched = plain.trimEnd().split('\n');
  const rows = text
    .trimEnd()
    .split('\n')
    .map(
      (line, index): Row => ({ id: null, search: () => searched[index] ?? '', line: () => line, open: null }),
    );
  return { head: [], rows, foot: () => [], empty: 'no work under way to compare' };
}
