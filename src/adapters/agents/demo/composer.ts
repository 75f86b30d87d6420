import { showable, textWidth } from './text-width.ts';
import type { Key } from './keys.ts';

/** The text that is being written: typed clusters and long pastes, each shown as one placeholder. */
export interface Composer {
  readonly cells: readonly Cell[];
  /** Cells before the cursor. */
  readonly cursor: number;
  /** Long pastes so far, for the numbers of the placeholders. */
  readonly pastes: number;
}

type Cell = string | { readonly placeholder: string; readonly text: string };

export const emptyComposer: Composer = { cells: [], cursor: 0, pastes: 0 };

/** A paste longer than either of these becomes a placeholder. */
const longPasteLines = 3;
const longPasteChars = 700;

const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });

export function isEmpty(composer: Composer): boolean {
  return composer.cells.length === 0;
}

/** Empties the composer; the numbers of the placeholders go on. */
export function cleared(composer: Composer): Composer {
  return { ...emptyComposer, pastes: composer.pastes };
}

export function typed(composer: Composer, text: string): Composer {
  return inserted(
    composer,
    Array.from(clusters.segment(text), ({ segment }) => segment),
  );
}

/** What stands for a long paste: the number of the paste, and what its lines and characters come to. */
export type NamePaste = (paste: {
  readonly number: number;
  readonly lines: number;
  readonly chars: number;
}) => string;

const numbered: NamePaste = ({ number, lines }) =>
  `[Pasted text #${number}${lines === 0 ? '' : ` +${lines} lines`}]`;

/** Line ends in a paste become LF, as in every agent measured; all else is kept as it came. */
export function pasted(composer: Composer, raw: string, name: NamePaste = numbered): Composer {
  const text = raw.replace(/\r\n?/g, '\n');
  const lines = text.split('\n').length - 1;
  if (lines <= longPasteLines && text.length <= longPasteChars) return typed(composer, text);
  const number = composer.pastes + 1;
  const cell = { placeholder: name({ number, lines, chars: text.length }), text };
  return inserted({ ...composer, pastes: number }, [cell]);
}

function inserted(composer: Composer, cells: readonly Cell[]): Composer {
  const { cursor } = composer;
  return {
    ...composer,
    cells: composer.cells.slice(0, cursor).concat(cells, composer.cells.slice(cursor)),
    cursor: cursor + cells.length,
  };
}

/** What an editing key does; keys that edit nothing leave the composer as it is. */
export function edited(composer: Composer, key: Key): Composer {
  const { cells, cursor } = composer;
  switch (key) {
    case 'newline':
      return inserted(composer, ['\n']);
    case 'clear':
      return cleared(composer);
    case 'backspace':
      return cursor === 0 ? composer : without(composer, cursor - 1);
    case 'delete':
      return cursor === cells.length ? composer : without(composer, cursor);
    case 'left':
      return { ...composer, cursor: Math.max(0, cursor - 1) };
    case 'right':
      return { ...composer, cursor: Math.min(cells.length, cursor + 1) };
    case 'home':
      return { ...composer, cursor: 0 };
    case 'end':
      return { ...composer, cursor: cells.length };
    case 'enter':
    case 'escape':
    case 'interrupt':
      return composer;
  }
}

function without(composer: Composer, index: number): Composer {
  return { ...composer, cells: composer.cells.toSpliced(index, 1), cursor: index };
}

/** The whole text, pastes in full: what is submitted. */
export function wholeText(composer: Composer): string {
  return composer.cells.map((cell) => (typeof cell === 'string' ? cell : cell.text)).join('');
}

/** The text with placeholders in place of long pastes. */
export function shortText(composer: Composer): string {
  return composer.cells.map(face).join('');
}

function face(cell: Cell): string {
  return typeof cell === 'string' ? showable(cell) : cell.placeholder;
}

export interface ComposerRows {
  readonly rows: readonly string[];
  readonly cursorRow: number;
  /** What stands before the cursor in its row. */
  readonly beforeCursor: string;
}

/** The composer as rows of at most `columns` cells. */
export function composerRows(composer: Composer, columns: number): ComposerRows {
  const rows: string[] = [];
  let row = '';
  let used = 0;
  let cursor = { row: 0, before: '' };
  const breakRow = (): void => {
    rows.push(row);
    row = '';
    used = 0;
  };
  composer.cells.forEach((cell, index) => {
    if (index === composer.cursor) cursor = { row: rows.length, before: row };
    const text = face(cell);
    if (text === '\n') {
      breakRow();
      return;
    }
    const cells = textWidth(text);
    if (used + cells > columns && row !== '') breakRow();
    row += text;
    used += cells;
  });
  if (composer.cursor === composer.cells.length) cursor = { row: rows.length, before: row };
  rows.push(row);
  return { rows, cursorRow: cursor.row, beforeCursor: cursor.before };
}
