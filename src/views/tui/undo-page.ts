import { shortDuration } from '../../domain/units.ts';
import type { Undoable } from '../../domain/undo.ts';
import { fit, harmless } from '../cells.ts';
import { painter } from '../paint.ts';
import { gridOf, type GridColumn } from './grid.ts';
import { pageOf } from './page.ts';
import { wantsNothing, type Action, type Content, type Scene, type Size, type View } from './view.ts';

export const undoPage: View = {
  name: 'undo',
  key: '',
  title: 'Undo',
  help: [
    'What can be taken back, the newest first: the same as czar undo. Below, what is so again once the selected one is taken back; Enter takes it back, after a yes.',
    'What was typed into a session, an answer and a merge cannot be taken back, and do not stand here.',
  ],
  keys: [],
  content,
  wants: () => ({ ...wantsNothing, undoable: true }),
};

function columnsOf({ now }: Scene): readonly GridColumn<Undoable>[] {
  return [
    { title: 'UNDO', min: 8, max: 20, leaveOut: 1, text: ({ id }) => harmless(id) },
    { title: 'AGO', min: 5, max: 6, align: 'right', leaveOut: 0, text: ({ at }) => agoText(now - at) },
    { title: 'WHAT', min: 16, max: 60, leaveOut: 0, text: ({ what }) => harmless(what) },
    { title: 'COMES BACK', min: 16, max: 80, leaveOut: 3, text: (row) => backWords(row) },
    {
      title: 'KEPT',
      min: 5,
      max: 6,
      align: 'right',
      leaveOut: 2,
      text: ({ keptUntil }) => (keptUntil === null ? '-' : agoText(keptUntil - now)),
    },
  ];
}

function agoText(ms: number): string {
  return shortDuration(Math.max(0, ms));
}

function content(scene: Scene, body: Size): Content {
  const rows = scene.data.undoable ?? [];
  const grid = gridOf({ columns: columnsOf(scene), sample: rows, cells: body.columns });
  return {
    head: rows.length === 0 ? [] : [painter(scene.color)('dim', fit(`  ${grid.head}`, body.columns))],
    rows: rows.map((row) => ({
      id: row.id,
      search: () => `${row.id} ${row.what} ${backWords(row)}`,
      line: (own) => grid.line(row, own),
      open: takeBack(row),
    })),
    foot: (selected) => whole(rows.find(({ id }) => id === selected) ?? null, scene, body),
    empty:
      scene.data.undoable === null
        ? 'reading the journal …'
        : 'nothing can be undone: you gave no order that can be',
  };
}

function backWords({ back = 'as it was before' }: Undoable): string {
  return harmless(back);
}

function takeBack(row: Undoable): Action {
  const { id, what } = row;
  return {
    do: 'run',
    argv: ['undo', id],
    show: 'toast',
    confirm: {
      asks: `Undo: ${harmless(what)}?`,
      loses: [`${backWords(row)}.`, 'What was done since then stays.'],
    },
  };
}

function whole(row: Undoable | null, scene: Scene, { columns }: Size): readonly string[] {
  if (row === null) return [];
  const page = pageOf(scene, columns);
  const paint = painter(scene.color);
  return [page.blank(), ...page.text(`${harmless(row.what)}. Taken back: ${backWords(row)}`)].map((one) =>
    one.line(paint),
  );
}
