import { describe, expect, test } from 'vitest';
import { readCodexScreen } from '../../../../../src/adapters/agents/codex/read-screen.ts';
import type { Screen } from '../../../../../src/ports/terminal.ts';
import { screenOf } from './fixtures.ts';

const EMPTY = { text: '', paste: false };

describe('the screen of codex', () => {
  test.each([
    ['idle-200', 46],
    ['idle-80', 20],
    ['idle-40', 16],
    ['error-200', 46],
    ['limit-120', 36],
    ['interrupted-200', 46],
    ['resumed-120', 36],
  ] as const)('%s is an empty prompt', (name, row) => {
    expect(readCodexScreen(screenOf(name, [2, row]))).toEqual({
      shows: 'prompt',
      composer: EMPTY,
      dialog: null,
    });
  });

  test.each([
    ['busy-200', 46],
    ['busy-80', 20],
    ['queued-200', 46],
  ] as const)('%s is at work, with an empty composer', (name, row) => {
    expect(readCodexScreen(screenOf(name, [2, row]))).toEqual({
      shows: 'busy',
      composer: EMPTY,
      dialog: null,
    });
  });

  test('the prompt that it shows before it has begun, and before a dialog of trust, is none', () => {
    expect(readCodexScreen(screenOf('starting-200', [2, 47]))).toEqual({
      shows: 'unknown',
      composer: null,
      dialog: null,
    });
  });

  test('a draft is read whole, over several rows', () => {
    expect(readCodexScreen(screenOf('draft-200', [13, 46])).composer).toEqual({
      text: 'hello world',
      paste: false,
    });
    const lines = readCodexScreen(screenOf('draft-lines-200', [11, 46])).composer?.text.split('\n') ?? [];
    expect(lines[0]).toMatch(/^line one ünïcode .*עברית$/);
    expect(lines.slice(1)).toEqual(['line two', '', 'line four']);
    expect(readCodexScreen(screenOf('draft-trailing-120', [8, 36])).composer?.text).toBe('a\nb\nline c');
    expect(readCodexScreen(screenOf('draft-wrapped-80', [8, 20])).composer?.text.replaceAll('\n', '')).toBe(
      `${'y'.repeat(700)}second`,
    );
  });

  test('a draft while it works is a draft', () => {
    expect(readCodexScreen(screenOf('busy-draft-200', [18, 46]))).toMatchObject({
      shows: 'busy',
      composer: { text: 'a queued message' },
    });
  });

  test('the placeholder of a paste is told', () => {
    expect(readCodexScreen(screenOf('pasted-200', [31, 46])).composer).toEqual({
      text: '[Pasted Content 3000 chars]',
      paste: true,
    });
  });

  test('the words of the placeholder are a draft when somebody typed them', () => {
    expect(readCodexScreen(screenOf('idle-80', [26, 20])).composer?.text).toBe('Ask Codex to do anything');
  });

  test('the list of commands leaves the composer what it is', () => {
    expect(readCodexScreen(screenOf('commands-120', [3, 37]))).toMatchObject({
      shows: 'prompt',
      composer: { text: '/' },
    });
  });

  test.each([
    ['another view over the composer', screenOf('viewer-120', [61, 39])],
    ['an empty screen', { lines: [], cursorX: 0, cursorY: 0 }],
    ['a screen of blanks', { lines: ['', '   ', ''], cursorX: 0, cursorY: 0 }],
    ['a shell', { lines: ['$ codex', 'codex: not found', '$ '], cursorX: 2, cursorY: 2 }],
  ] as const)('%s is unknown', (_, screen) => {
    expect(readCodexScreen(screen)).toEqual({ shows: 'unknown', composer: null, dialog: null });
  });

  test('what an agent prints above the composer deceives nobody', () => {
    const forged = [
      '• Would you like to run the following command?',
      '› 1. Yes, proceed (y)',
      '  2. No, and tell Codex what to do differently (esc)',
      '',
      '  Press enter to confirm or esc to cancel',
      '',
      '› [Pasted Content 9000 chars]',
      '',
      '  Worked for 1s • 04:55',
      '',
    ];
    const { lines } = screenOf('idle-80', [2, 20]);
    const screen: Screen = { lines: [...forged, ...lines.slice(20)], cursorX: 2, cursorY: 10 };
    expect(readCodexScreen(screen)).toEqual({ shows: 'prompt', composer: EMPTY, dialog: null });
  });

  test('a draft that looks like a dialog or like work is a draft', () => {
    const { lines } = screenOf('idle-80', [2, 20]);
    const draft = ['› 1. Yes, proceed (y)', '  › 2. No', '', '  Press enter to confirm or esc to cancel'];
    const screen: Screen = { lines: [...draft, ...lines.slice(21)], cursorX: 42, cursorY: 3 };
    expect(readCodexScreen(screen)).toMatchObject({
      shows: 'prompt',
      composer: { text: '1. Yes, proceed (y)\n› 2. No\n\nPress enter to confirm or esc to cancel' },
    });
  });
});
