import { composerRows } from '../demo/composer.ts';
import type { Region } from '../demo/view.ts';
import { type Face, type FakeView, lastSaid, shownRows, type Size } from './view.ts';

/** As opencode 1.18 draws its screen. It asks for no trust. */
export const opencodeFace: Face = {
  region,
  digitTakes: false,
  namePaste: ({ lines }) => `[Pasted ~${lines + 1} lines]`,
};

const PLACEHOLDER = 'Ask anything… "Fix broken tests"';
const EDGE = '  ┃';

function region(view: FakeView, { columns }: Size): Region {
  const above = lastSaid(view).map((line) => `   ${line}`);
  if (view.dialog !== null) {
    const lines = [...above, '', ...DIALOG.map((line) => `${EDGE}${line}`)];
    return { lines, cursorLine: lines.length - 1, beforeCursor: '' };
  }
  const composed = composerRows(view.composer, columns - 8);
  const { rows, cursorRow } = shownRows(composed.rows, composed.cursorRow);
  const shown = view.composer.cells.length === 0 ? [PLACEHOLDER] : rows;
  const list =
    view.mode === 'picker' ? ['  ┃ /help      show help       ┃', '  ┃ /models    switch model    ┃'] : [];
  const head = [...above, '', ...list, EDGE];
  return {
    lines: [
      ...head,
      ...shown.map((row) => `${EDGE}  ${row}`.trimEnd()),
      EDGE,
      `${EDGE}  Build · Fake Model Fake`,
      `  ╹${'▀'.repeat(columns - 6)}`,
      view.mode === 'busy'
        ? '   ⬝⬝⬝⬝  esc interrupt      15 (0%)  ctrl+p commands'
        : '     15 (0%)  ctrl+p commands',
    ],
    cursorLine: head.length + cursorRow,
    beforeCursor: `${EDGE}  ${composed.beforeCursor}`,
  };
}

const DIALOG = [
  '',
  '  △ Permission required',
  '    # Remove the build folder',
  '',
  '  $ rm -rf build',
  '',
  '',
  '   Allow once   Allow always   Reject  ctrl+f minimize  ⇆ select  enter confirm',
  '',
];
