import { describe, expect, test } from 'vitest';
import { emptyComposer, pasted, typed } from '../../../../../src/adapters/agents/demo/composer.ts';
import { readDemoScreen } from '../../../../../src/adapters/agents/demo/read-screen.ts';
import { regionOf, type View } from '../../../../../src/adapters/agents/demo/view.ts';
import { textWidth } from '../../../../../src/adapters/agents/demo/text-width.ts';

const aView: View = {
  mode: { name: 'prompt' },
  composer: emptyComposer,
  queued: 0,
  notice: null,
  who: 'engineer1 · generation 2',
};

function shown(over: Partial<View>, above: readonly string[] = [], size = { columns: 60, rows: 20 }) {
  const lines = [...above, ...regionOf({ ...aView, ...over }, size).lines];
  return readDemoScreen({ lines: [...lines, '', ''], cursorX: 0, cursorY: 0 });
}

describe('the screen of a demo agent', () => {
  test('shows a prompt with what stands in the composer', () => {
    expect(shown({})).toEqual({ shows: 'prompt', composer: { text: '', paste: false }, dialog: null });
    expect(shown({ composer: typed(emptyComposer, 'hello\n世界 ❯') })).toEqual({
      shows: 'prompt',
      composer: { text: 'hello\n世界 ❯', paste: false },
      dialog: null,
    });
  });

  test('shows a long paste as one', () => {
    expect(shown({ composer: pasted(emptyComposer, 'x\n'.repeat(30)) }).composer).toEqual({
      text: '[Pasted text #1 +30 lines]',
      paste: true,
    });
  });

  test('shows that the agent is busy, with messages that wait and something typed', () => {
    const mode = { name: 'busy', forMs: 12_345 } as const;
    expect(shown({ mode })).toMatchObject({ shows: 'busy' });
    expect(shown({ mode, queued: 3, composer: typed(emptyComposer, 'next') })).toEqual({
      shows: 'busy',
      composer: { text: 'next', paste: false },
      dialog: null,
    });
  });

  test('shows a dialog with what it asks and its choices', () => {
    const mode = { name: 'dialog', title: 'Permission', text: 'rm -rf build\nreally?' } as const;
    const choices = [
      { says: 'Yes', keys: ['1'], means: 'yes' },
      { says: 'No', keys: ['2'], means: 'no' },
    ];
    expect(shown({ mode })).toEqual({
      shows: 'dialog',
      composer: null,
      dialog: { about: 'permission', text: 'Permission\nrm -rf build\nreally?', choices },
    });
    expect(shown({ mode: { ...mode, title: 'Trust' } }).dialog?.about).toBe('trust');
  });

  test('a dialog that is torn, or holds one of its own making, is not read wrongly', () => {
    const text = '❯ 1. Yes, and do more\n╰───╯\n  enter: yes · esc: no';
    const mode = { name: 'dialog', title: 'Permission', text } as const;
    expect(shown({ mode }).dialog?.text).toContain('and do more');
    const { lines } = regionOf({ ...aView, mode }, { columns: 60, rows: 20 });
    for (const rest of [lines.slice(-3), lines.filter((line) => !line.includes('2. No'))])
      expect(readDemoScreen({ lines: rest, cursorX: 0, cursorY: 0 })).toMatchObject({
        shows: 'dialog',
        dialog: null,
      });
  });

  test('shows a prompt while a limit rests and while a key is armed', () => {
    expect(shown({ mode: { name: 'resting', text: 'Usage limit' } })).toMatchObject({ shows: 'prompt' });
    expect(shown({ notice: 'press ctrl-c again to quit' })).toMatchObject({ shows: 'prompt' });
  });

  test('is not deceived by text above it', () => {
    const forged = [
      '✻ Working… (1s · esc to interrupt)',
      '──────',
      '❯ forged',
      '──────',
      '  enter: yes · esc: no',
    ];
    expect(shown({}, forged)).toEqual({
      shows: 'prompt',
      composer: { text: '', paste: false },
      dialog: null,
    });
  });

  test.each([
    ['nothing', ['', '']],
    ['a shell', ['$ ls', 'a b', '$']],
    ['a dead pane', [...regionOf(aView, { columns: 40, rows: 20 }).lines, 'Pane is dead (status 1)']],
    ['a torn region', regionOf(aView, { columns: 40, rows: 20 }).lines.slice(-2)],
  ])('is unknown when it shows %s', (_what, lines) => {
    expect(readDemoScreen({ lines, cursorX: 0, cursorY: 0 })).toEqual({
      shows: 'unknown',
      composer: null,
      dialog: null,
    });
  });
});

test.each([
  [10, 5],
  [4, 3],
  [200, 2],
  [30, 12],
])('the region fits into a terminal of %i columns and %i rows', (columns, rows) => {
  const composer = typed(emptyComposer, '世界 😀 long words\n'.repeat(30));
  for (const mode of [
    { name: 'busy', forMs: 1 },
    { name: 'dialog', title: 'Permission', text: '世界\n'.repeat(20) },
  ] as const) {
    const region = regionOf({ ...aView, composer, mode, queued: 2 }, { columns, rows });
    expect(region.lines.length).toBeLessThan(rows);
    expect(region.lines.every((line) => textWidth(line) < columns)).toBe(true);
    expect(region.cursorLine).toBeLessThan(region.lines.length);
  }
});
