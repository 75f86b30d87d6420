import { describe, expect, test } from 'vitest';
import { readCustomLimit, readCustomScreen } from '../../../../../src/adapters/agents/custom/read-screen.ts';
import type { ScreenFacts } from '../../../../../src/domain/screen-facts.ts';
import type { AgentScreen } from '../../../../../src/ports/agent.ts';
import type { Screen } from '../../../../../src/ports/terminal.ts';

const facts: ScreenFacts = {
  prompt: ['? help'],
  busy: ['(esc to stop)'],
  composer: ' > ',
  continues: null,
  placeholder: 'Type a message',
  paste: ['[Pasted '],
  limits: [],
  dialogs: [
    { shows: 'Run this command?', enter: false, choices: [] },
    { shows: 'Trust this folder?', enter: true, choices: [] },
  ],
};
const UNKNOWN = { shows: 'unknown', composer: null, dialog: null };
const edge = '─'.repeat(40);

function read(lines: readonly string[], over: Partial<ScreenFacts> = {}): AgentScreen {
  return readCustomScreen(screenOf(lines), { ...facts, ...over });
}

/** The cursor stands in the last row that says something. */
function screenOf(lines: readonly string[], cursorY = lines.findLastIndex((line) => line !== '')): Screen {
  return { lines: [...lines, '', ''], cursorX: 0, cursorY };
}

function withComposer(rows: readonly string[], above: readonly string[] = []): readonly string[] {
  return [...above, edge, ...rows, edge, '  ? help'];
}

describe('a prompt', () => {
  test.each([
    ['empty', [' >'], ''],
    ['with its placeholder', [' >   Type a message'], ''],
    ['with a draft of several rows', [' > one', '   two', '', '     three'], 'one\ntwo\n\n  three'],
    ['with a draft that begins with an empty row', [' >', '', '   draft'], 'draft'],
    ['with a row of a draft that is an edge', [' > a', `   ${edge}`, '   b'], `a\n${edge}\nb`],
    ['with the words of a turn in a draft', [' > (esc to stop)'], '(esc to stop)'],
  ])('is seen: %s', (_what, rows, text) => {
    expect(read(withComposer(rows))).toEqual({
      shows: 'prompt',
      composer: { text, paste: false },
      dialog: null,
    });
  });

  test('is seen in a box with sides', () => {
    const lines = [
      `╭${edge}╮`,
      '│ > hello                 │',
      '│   you                   │',
      `╰${edge}╯`,
      '? help',
    ];
    expect(read(lines, { composer: '│ > ' }).composer).toEqual({ text: 'hello\nyou', paste: false });
  });

  test('holds a long paste by its placeholder', () => {
    expect(read(withComposer([' > [Pasted 30 lines]'])).composer?.paste).toBe(true);
  });

  test('is known by the composer alone where no words stand beside it', () => {
    expect(read(['hello', '', ' > '], { prompt: [] })).toMatchObject({
      shows: 'prompt',
      composer: { text: '' },
    });
  });

  test('says nothing of a composer that the config does not name', () => {
    expect(read(['hello', '? help'], { composer: null })).toEqual({
      shows: 'prompt',
      composer: null,
      dialog: null,
    });
  });
});

test('a turn that runs is seen above the composer, and below it', () => {
  expect(read(withComposer([' > '], ['Thinking… (esc to stop)', '']))).toMatchObject({
    shows: 'busy',
    composer: { text: '' },
  });
  expect(read([...withComposer([' > next']), '(esc to stop)'])).toMatchObject({ shows: 'busy' });
});

describe('what cannot be told is unknown, and never a prompt', () => {
  const far = Array.from({ length: 20 }, (_, at) => `output ${at}`);
  test.each([
    ['an empty screen', []],
    ['a screen of output', ['compiling', 'done']],
    ['a composer without the words beside it', [edge, ' > ', edge]],
    ['the words without the composer', ['? help']],
    ['the words high above', ['? help', ...far]],
    ['a shell', ['user@host:~$']],
    ['two rows that may begin one draft', [edge, ' > a', ' > b', edge, '? help']],
  ])('%s', (_what, lines) => {
    expect(read(lines)).toEqual(UNKNOWN);
  });
});

test('a turn that was shown long ago does not count', () => {
  const output = Array.from({ length: 20 }, (_, at) => `output ${at}`);
  expect(read(withComposer([' > '], ['(esc to stop)', ...output])).shows).toBe('prompt');
});

describe('a dialog', () => {
  const asks = ['rm -rf build', 'Run this command?', '', '● 1. Yes', '  2. Yes, always', '  3. No (esc)'];

  test('is a question with its text and its numbered choices, of which none is known to mean yes', () => {
    expect(read(asks)).toEqual({
      shows: 'dialog',
      composer: null,
      dialog: {
        about: 'other',
        text: 'rm -rf build\nRun this command?',
        choices: [
          { says: 'Yes', keys: ['1'], means: 'other' },
          { says: 'Yes, always', keys: ['2'], means: 'other' },
          { says: 'No (esc)', keys: ['3'], means: 'other' },
        ],
      },
    });
  });

  test('is read in its frame, and answered with Enter where that is said', () => {
    const lines = [`╭${edge}╮`, '│ Trust this folder?  │', '│  > 1. Yes │', '│    2. No  │', `╰${edge}╯`];
    expect(read(lines).dialog).toMatchObject({
      text: 'Trust this folder?',
      choices: [
        { says: 'Yes', keys: ['1', 'Enter'] },
        { says: 'No', keys: ['2', 'Enter'] },
      ],
    });
  });

  test('is no dialog where the composer stands below its words', () => {
    expect(read(withComposer([' > '], asks)).shows).toBe('prompt');
  });

  test('takes no numbered lines of its text for choices', () => {
    const lines = ['Run this command?', '1. a', '2. b', '', '> 1. Yes', '  2. No'];
    expect(read(lines).dialog?.choices.map(({ says }) => says)).toEqual(['Yes', 'No']);
  });

  test.each([
    ['without choices', ['Run this command?', '(Y)es/(N)o']],
    ['with one choice', ['Run this command?', '1. Yes']],
    ['whose numbers do not count', ['Run this command?', '1. Yes', '3. No']],
  ])('is seen and not read %s', (_what, lines) => {
    expect(read(lines)).toEqual({ shows: 'dialog', composer: null, dialog: null });
  });

  test('has no control characters and a bounded text', () => {
    const long = 'x'.repeat(1_900);
    const lines = [`\u001b[31m${long}`, long, 'Run this\u0007 command?', '1. Yes\u009b', '2. No'];
    const { dialog } = read(lines);
    expect(dialog?.text.length).toBeLessThanOrEqual(2_000);
    expect(JSON.stringify(dialog)).not.toMatch(/\p{Cc}|\\u00/u);
  });
});

describe('what the choices of a numbered dialog mean', () => {
  const choices = [
    { shows: 'Yes', means: 'yes', keys: null },
    { shows: 'Yes, always', means: 'always', keys: null },
    { shows: 'No', means: 'no', keys: null },
  ] as const;
  const dialogs = [{ shows: 'Run it?', enter: false, choices }];
  const meant = (rows: readonly string[]): unknown => {
    const lines = ['Run it?', ...rows.map((row, at) => `  ${at + 1}. ${row}`)];
    return read(lines, { dialogs }).dialog?.choices.map(({ means }) => means);
  };

  test('is what the config says of the words that they begin with; the longest ones count', () => {
    expect(meant(['Yes', 'Yes, always for npm', 'No, and tell it why'])).toEqual(['yes', 'always', 'no']);
  });

  test.each([
    ['other words', ['Maybe', 'Yes']],
    ['longer words', ['Now', 'Nothing', 'Notify me and go on']],
    ['the words further behind', ['Do it, No questions', 'Yes']],
  ])('is not known of %s', (_what, rows) => {
    expect(meant(rows)).not.toContain('no');
  });
});

describe('a dialog whose choices have keys', () => {
  const choices = [
    { shows: '(Y)es', means: 'yes', keys: ['y', 'Enter'] },
    { shows: '(N)o', means: 'no', keys: ['n', 'Enter'] },
    { shows: '(A)ll', means: 'always', keys: ['a', 'Enter'] },
  ] as const;
  const over = { composer: '> ', prompt: [], dialogs: [{ shows: '[Yes]:', enter: false, choices }] };
  const asked = [edge, 'npm test', '', 'rm -rf build', 'Run shell command? (Y)es/(N)o [Yes]:'];

  test('is open while the screen ends with its words, and has the choices that stand there', () => {
    expect(read(asked, over)).toEqual({
      shows: 'dialog',
      composer: null,
      dialog: {
        about: 'other',
        text: 'npm test\n\nrm -rf build\nRun shell command? (Y)es/(N)o [Yes]:',
        choices: [
          { says: '(Y)es', keys: ['y', 'Enter'], means: 'yes' },
          { says: '(N)o', keys: ['n', 'Enter'], means: 'no' },
        ],
      },
    });
  });

  test('is what stands below the last text that was sent', () => {
    const lines = ['> Remove it.', '> [end d-7]', '', 'rm -rf build', 'Run it? (Y)es/(N)o [Yes]:'];
    expect(read(lines, over).dialog?.text).toBe('rm -rf build\nRun it? (Y)es/(N)o [Yes]:');
  });

  test('is read where a narrow pane breaks its last line', () => {
    const lines = ['Add src/a/very/long/name.ts to the chat? (Y)es/(', 'N)o/(A)ll [Ye', 's]:'];
    expect(read(lines, over).dialog?.choices.map(({ says }) => says)).toEqual(['(Y)es', '(N)o', '(A)ll']);
  });

  test.each([
    ['with an answer behind it', [...asked.slice(0, -1), 'Run shell command? (Y)es/(N)o [Yes]: n']],
    ['with output below it', [...asked, 'done']],
    ['with a prompt below it', [...asked, edge, '> ']],
    ['on an empty screen', []],
  ])('is not open %s', (_what, lines) => {
    expect(read(lines, over).shows).not.toBe('dialog');
  });

  test('is not open once the cursor has left it', () => {
    expect(readCustomScreen(screenOf(asked, asked.length), { ...facts, ...over }).shows).not.toBe('dialog');
  });
});

describe('a composer of which each row begins with something', () => {
  const over = { composer: '> ', continues: '> ', prompt: [], placeholder: null } as const;
  const at = (lines: readonly string[], cursorY?: number): AgentScreen =>
    readCustomScreen(screenOf(lines, cursorY), { ...facts, ...over });

  test.each([
    ['empty', ['hello', edge, '>'], ''],
    ['of one row', ['hello', '> fix it'], 'fix it'],
    ['of several rows', ['> sent before', '', 'done', edge, '> one', '>', '>   two'], 'one\n\n  two'],
    ['longer than the screen', ['> b', '> c'], 'b\nc'],
  ])('is read: %s', (_what, lines, text) => {
    expect(at(lines)).toEqual({ shows: 'prompt', composer: { text, paste: false }, dialog: null });
  });

  test.each([
    ['with output below it', ['> one', '> two', 'working']],
    ['without a row of its own', ['hello']],
  ])('is not there %s', (_what, lines) => {
    expect(at(lines)).toEqual(UNKNOWN);
  });

  test('was sent once the cursor has left it', () => {
    const lines = [edge, '> one', '> [end d-1]'];
    expect(at(lines, 3)).toEqual(UNKNOWN);
    expect(at(lines, 2).composer?.text).toBe('one\n[end d-1]');
  });

  test('begins with its first row where the others begin otherwise', () => {
    const python = { ...over, composer: '>>> ', continues: '... ' };
    expect(read(['>>> old', 'out', '>>> if a:', '...   b', '... '], python).composer?.text).toBe(
      'if a:\n  b',
    );
    expect(read(['out', '... b'], python)).toEqual(UNKNOWN);
  });
});

describe('a banner of a usage limit', () => {
  const now = Date.UTC(2026, 10, 21, 12);
  const limit = (lines: readonly string[], over: Partial<ScreenFacts> = {}): unknown =>
    readCustomLimit(screenOf(lines), { ...facts, limits: ['Usage limit'], ...over }, now);
  const banner = 'Usage limit reached, try again in 2h';
  const known = { says: banner, resetAt: now + 7_200_000, after: null };

  test('is read above an empty composer, with its end', () => {
    expect(limit(withComposer([' >'], [banner]))).toEqual(known);
  });

  test('is read where it is broken into rows, and says below which text it stands', () => {
    const rows = [' > [czar d-7] …', '[end d-7]', '', 'Usage limit reached,', 'try again in 2h', '', 'Bye'];
    expect(limit(withComposer([' >'], rows))).toEqual({ ...known, after: 'd-7' });
  });

  test('has no end where it names none', () => {
    expect(limit(withComposer([' >'], ['Usage limit reached']))).toMatchObject({ resetAt: null });
  });

  test.each([
    ['of a turn that runs', withComposer([' >'], [banner, 'Thinking (esc to stop)'])],
    ['in the composer', withComposer([` > ${banner}`])],
    ['above a text that was sent since', withComposer([' >'], [banner, '[end d-8]'])],
    ['above a paste that was sent since', withComposer([' >'], [banner, '[Pasted 30 lines]'])],
    ['high above', withComposer([' >'], [banner, ...Array.from({ length: 12 }, (_, at) => `row ${at}`)])],
    ['where the screen cannot be told', [banner]],
  ])('is none %s', (_what, lines) => {
    expect(limit(lines)).toBeNull();
  });

  test('is none where the config names no words of it', () => {
    expect(limit(withComposer([' >'], [banner]), { limits: [] })).toBeNull();
  });
});

test('a screen of a million characters is read, and is no prompt', () => {
  const hostile = [
    ' '.repeat(50_000),
    '│'.repeat(50_000),
    `${' '.repeat(50_000)}1. x`,
    `Run this command?${'─ '.repeat(50_000)}`,
  ];
  const lines = Array.from({ length: 20 }, (_, at) => hostile[at % hostile.length] ?? '');
  expect(read(lines)).toEqual({ shows: 'dialog', composer: null, dialog: null });
});
