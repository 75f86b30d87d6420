import type { Undoable } from '../domain/undo.ts';
import { shortDuration } from '../domain/units.ts';
import { harmless } from './cells.ts';
import type { Frame } from './frame.ts';
import { painter } from './paint.ts';
import { tableLines } from './table.ts';

/** What can be taken back, newest first, and for how long. `now` is epoch milliseconds. */
export function undoText(rows: readonly Undoable[], now: number, frame: Frame): string {
  if (rows.length === 0) return 'nothing can be undone\n';
  const lines = tableLines(
    {
      columns: [
        { title: 'UNDO', min: 8, leaveOut: 0 },
        { title: 'AGO', min: 5, align: 'right', leaveOut: 2 },
        { title: 'KEPT', min: 6, align: 'right', leaveOut: 3 },
        { title: 'WHAT', min: 12, leaveOut: 1 },
      ],
      rows: rows.map(({ id, at, what, keptUntil }) => [
        { text: harmless(id) },
        { text: shortDuration(Math.max(0, now - at)) },
        { text: keptUntil === null ? '-' : shortDuration(Math.max(0, keptUntil - now)) },
        { text: harmless(what) },
      ]),
    },
    frame.columns,
    painter(frame.color),
  );
  return `${lines.join('\n')}\n`;
}
