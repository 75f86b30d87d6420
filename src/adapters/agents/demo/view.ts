import { composerRows, type Composer } from './composer.ts';
import { clipped, showable, textWidth } from './text-width.ts';

/** What the lower end of the screen shows; times in milliseconds. */
export interface View {
  readonly mode: ViewMode;
  readonly composer: Composer;
  /** Texts that wait for the end of the turn. */
  readonly queued: number;
  /** A short remark in place of the footer. */
  readonly notice: string | null;
  /** `worker · generation n`. */
  readonly who: string;
}

type ViewMode =
  | { readonly name: 'prompt' }
  | { readonly name: 'busy'; readonly forMs: number }
  | { readonly name: 'dialog'; readonly title: string; readonly text: string }
  | { readonly name: 'resting'; readonly text: string };

/** Lines, none wider than the terminal, and where the cursor goes. */
export interface Region {
  readonly lines: readonly string[];
  readonly cursorLine: number;
  /** What stands before the cursor in its line. */
  readonly beforeCursor: string;
}

/** Marks by which the screen is recognised (read-screen.ts). */
export const MARKS = {
  composer: '❯',
  rule: '─',
  footer: '  demo agent · ',
  dialogFooter: '  enter: yes · esc: no',
  busy: 'esc to interrupt)',
} as const;

/** What a dialog is about (read-screen.ts). */
export const DIALOG_TITLES = { trust: 'Trust', permission: 'The agent asks for permission' } as const;

const spinner = ['✢', '✳', '✶', '✻', '✽', '✻', '✶', '✳'];
const spinnerStepMs = 150;
const composerLines = 8;
const dialogLines = 6;

export function regionOf(view: View, size: { readonly columns: number; readonly rows: number }): Region {
  const columns = Math.max(1, size.columns - 1);
  const region = view.mode.name === 'dialog' ? dialogRegion(view.mode, columns) : promptRegion(view, columns);
  // A region higher than the screen could not be erased: its upper lines go.
  const dropped = Math.max(0, region.lines.length - Math.max(1, size.rows - 1));
  return {
    lines: region.lines.slice(dropped).map((line) => clipped(line, columns)),
    cursorLine: Math.max(0, region.cursorLine - dropped),
    beforeCursor: clipped(region.beforeCursor, columns),
  };
}

function promptRegion(view: View, columns: number): Region {
  const above = ['', ...statusLines(view), MARKS.rule.repeat(columns)];
  const { rows, cursorRow, beforeCursor } = composerRows(view.composer, Math.max(1, columns - 2));
  const first = Math.max(0, Math.min(cursorRow - composerLines + 1, rows.length - composerLines));
  const shown = rows.slice(first, first + composerLines).map((row, index) => `${lead(index)}${row}`);
  const footer = view.notice === null ? `${MARKS.footer}${view.who}` : `${MARKS.footer}${view.notice}`;
  return {
    lines: [...above, ...shown, MARKS.rule.repeat(columns), footer],
    cursorLine: above.length + cursorRow - first,
    beforeCursor: `${lead(cursorRow - first)}${beforeCursor}`,
  };
}

function lead(index: number): string {
  return index === 0 ? `${MARKS.composer} ` : '  ';
}

function statusLines({ mode, queued }: View): readonly string[] {
  const waiting = queued === 0 ? [] : [`  ${queued} ${queued === 1 ? 'message waits' : 'messages wait'}`];
  if (mode.name === 'busy') return [busyLine(mode.forMs), ...waiting];
  if (mode.name === 'resting') return [`! ${mode.text}`, ...waiting];
  return waiting;
}

function busyLine(forMs: number): string {
  const star = spinner[Math.floor(forMs / spinnerStepMs) % spinner.length] ?? '✻';
  return `${star} Working… (${Math.floor(forMs / 1000)}s · ${MARKS.busy}`;
}

function dialogRegion(mode: { readonly title: string; readonly text: string }, columns: number): Region {
  const inner = Math.max(1, columns - 4);
  const text = showable(mode.text)
    .split('\n')
    .slice(0, dialogLines)
    .map((line) => clipped(line, inner));
  const options = [`${MARKS.composer} 1. Yes`, '  2. No'];
  const body = [mode.title, '', ...text, '', ...options].map((line) => boxed(clipped(line, inner), inner));
  return {
    lines: [
      '',
      `╭${MARKS.rule.repeat(inner + 2)}╮`,
      ...body,
      `╰${MARKS.rule.repeat(inner + 2)}╯`,
      MARKS.dialogFooter,
    ],
    cursorLine: body.length,
    beforeCursor: `│ ${MARKS.composer}`,
  };
}

function boxed(line: string, inner: number): string {
  return `│ ${line}${' '.repeat(Math.max(0, inner - textWidth(line)))} │`;
}
