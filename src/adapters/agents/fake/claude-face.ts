import { composerRows } from '../demo/composer.ts';
import type { Region } from '../demo/view.ts';
import { type Face, type FakeView, lastSaid, shownRows, type Size } from './view.ts';

/** As Claude Code 2.1 draws its screen. */
export const claudeFace: Face = { region, digitTakes: true };

const STARS = ['·', '✢', '✳', '✶', '✻', '✽'];
const STAR_MS = 150;

function region(view: FakeView, { columns }: Size): Region {
  const rule = '─'.repeat(columns - 1);
  const above = [' ▐▛███▜▌   Claude Code v2.1.197', `  ▘▘ ▝▝    ${view.cwd}`, '', ...lastSaid(view)];
  if (view.dialog !== null) {
    const body = [...above, rule, ...DIALOGS[view.dialog](view.cwd)];
    return { lines: body, cursorLine: body.length - 1, beforeCursor: '' };
  }
  const head = [...above, ...(view.mode === 'busy' ? [busyLine(view.forMs), ''] : ['']), rule];
  const composed = composerRows(view.composer, columns - 4);
  const { rows, cursorRow } = shownRows(composed.rows, composed.cursorRow);
  const isHint = view.queued > 0 && view.composer.cells.length === 0;
  const shown = isHint ? ['Press up to edit queued messages'] : rows;
  return {
    lines: [
      ...head,
      ...shown.map((row, index) => `${index === 0 ? '❯\u00a0' : '  '}${row}`),
      rule,
      ...foot(view),
    ],
    cursorLine: head.length + cursorRow,
    beforeCursor: `  ${composed.beforeCursor}`,
  };
}

function busyLine(forMs: number): string {
  return `${STARS[Math.floor(forMs / STAR_MS) % STARS.length] ?? '·'} Blanching… (${Math.floor(forMs / 1_000)}s · ↓ 120 tokens)`;
}

function foot({ mode }: FakeView): readonly string[] {
  if (mode === 'picker')
    return ['  /help    Show help and available commands', '  /clear   Clear conversation'];
  return [mode === 'busy' ? '  esc to interrupt · ← for agents' : '  ? for shortcuts · ← for agents'];
}

const DIALOGS: Readonly<Record<NonNullable<FakeView['dialog']>, (cwd: string) => readonly string[]>> = {
  trust: (cwd) => [
    ' Accessing workspace:',
    '',
    ` ${cwd}`,
    '',
    ' Quick safety check: Is this a project you created or one you trust?',
    '',
    ' ❯ 1. Yes, I trust this folder',
    '   2. No, exit',
    '',
    ' Enter to confirm · Esc to cancel',
  ],
  permission: () => [
    ' Bash command',
    '',
    '   rm -rf build',
    '   Remove the build folder',
    '',
    ' This command requires approval',
    '',
    ' Do you want to proceed?',
    ' ❯ 1. Yes',
    '   2. No',
    '',
    ' Esc to cancel · Tab to amend',
  ],
};
