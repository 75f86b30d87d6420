import { composerRows } from '../demo/composer.ts';
import type { Region } from '../demo/view.ts';
import { type Face, type FakeView, lastSaid, shownRows, type Size } from './view.ts';

/** As codex 0.169 draws its screen. */
export const codexFace: Face = {
  region,
  digitTakes: false,
  namePaste: ({ chars }) => `[Pasted Content ${chars} chars]`,
};

const PLACEHOLDER = 'Ask Codex to do anything';

function region(view: FakeView, { columns }: Size): Region {
  const above = ['  >_ OpenAI Codex (v0.169.0)', `     ${view.cwd}`, '', ...lastSaid(view), ''];
  if (view.dialog !== null) {
    const body = [...above, ...DIALOGS[view.dialog](view.cwd)];
    return { lines: body, cursorLine: body.length - 1, beforeCursor: '' };
  }
  const head = [...above, ...busyLines(view), ''];
  const composed = composerRows(view.composer, columns - 4);
  const { rows, cursorRow } = shownRows(composed.rows, composed.cursorRow);
  const shown = view.composer.cells.length === 0 ? [PLACEHOLDER] : rows;
  const foot = view.mode === 'picker' ? ['  /model    choose what model to use', '  /clear'] : [];
  return {
    lines: [
      ...head,
      ...shown.map((row, index) => `${index === 0 ? '› ' : '  '}${row}`.trimEnd()),
      '',
      `  fake-model default · ${view.cwd}`,
      ...foot,
    ],
    cursorLine: head.length + cursorRow,
    beforeCursor: `  ${composed.beforeCursor}`,
  };
}

function busyLines({ mode, forMs, queued }: FakeView): readonly string[] {
  if (mode !== 'busy') return [];
  const waiting =
    queued === 0 ? [] : ['• Messages to be submitted after next tool call', '  ↳ a queued message'];
  return [`◦ Working (${Math.floor(forMs / 1_000)}s • esc to interrupt)`, ...waiting];
}

const DIALOGS: Readonly<Record<NonNullable<FakeView['dialog']>, (cwd: string) => readonly string[]>> = {
  trust: (cwd) => [
    '  Folder access',
    `  ${cwd}`,
    '',
    '  Trust this folder? Codex can read, edit, and run files here, subject to your',
    '  permission settings.',
    '',
    '› 1. Trust and continue',
    '  2. Back to Agent Command Center',
    '',
    '  enter continue · esc back',
  ],
  permission: () => [
    '  Would you like to run the following command?',
    '',
    '  $ rm -rf build',
    '',
    '› 1. Yes, proceed (y)',
    '  2. No, and tell Codex what to do differently (esc)',
    '',
    '  Press enter to confirm or esc to cancel',
  ],
};
