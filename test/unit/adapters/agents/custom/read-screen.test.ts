import { describe, expect, test } from 'vitest';
import { readCustomScreen } from '../../../../../src/adapters/agents/custom/read-screen.ts';
import type { ScreenFacts } from '../../../../../src/domain/screen-facts.ts';
import type { AgentScreen } from '../../../../../src/ports/agent.ts';

const facts: ScreenFacts = {
  prompt: ['? help'],
  busy: ['(esc to stop)'],
  composer: ' > ',
  placeholder: 'Type a message',
  paste: ['[Pasted '],
  dialogs: [
    { shows: 'Run this command?', enter: false },
    { shows: 'Trust this folder?', enter: true },
  ],
};
const UNKNOWN = { shows: 'unknown', composer: null, dialog: null };
const edge = '─'.repeat(40);

function read(lines: readonly string[], over: Partial<ScreenFacts> = {}): AgentScreen {
  return readCustomScreen({ lines: [...lines, '', ''] }, { ...facts, ...over });
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
