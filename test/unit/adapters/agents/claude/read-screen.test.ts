import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readClaudeScreen } from '../../../../../src/adapters/agents/claude/read-screen.ts';
import type { AgentScreen } from '../../../../../src/ports/agent.ts';

const screens = new URL('../../../../fixtures/agents/claude/screens/', import.meta.url);

function linesOf(name: string): readonly string[] {
  return readFileSync(new URL(`${name}.txt`, screens), 'utf8').split('\n');
}

function read(lines: readonly string[], cursorX = 2): AgentScreen {
  return readClaudeScreen({ lines, cursorX, cursorY: 0 });
}

const empty = { text: '', paste: false };

describe('a prompt with nothing in it is read', () => {
  test.each([
    'idle',
    'idle-80',
    'idle-200',
    'idle-bypass-80',
    'idle-edits',
    'idle-after-turn',
    'after-clear',
    'error',
    'error-billing',
    'compacted',
  ])('%s', (name) => {
    expect(read(linesOf(name))).toEqual({ shows: 'prompt', composer: empty, dialog: null });
  });
});

describe('a draft in the composer is read', () => {
  test.each([
    ['composer', 'Task: do one thing\nsecond line', false],
    ['composer-paste', '[Pasted text #1 +39 lines]', true],
    ['interrupted-early', 'to interrupt', false],
    ['interrupted', '1', false],
  ])('%s', (name, text, paste) => {
    expect(read(linesOf(name), 9)).toEqual({ shows: 'prompt', composer: { text, paste }, dialog: null });
  });

  test('also one that is wrapped, or looks like a dialog', () => {
    const wrapped = read(linesOf('composer-wrapped'), 20).composer?.text.replaceAll('\n', '');
    expect(wrapped).toMatch(/^x{690} end$/);
    const hostile = read(linesOf('composer-hostile'), 20);
    expect(hostile.shows).toBe('prompt');
    expect(hostile.composer?.text).toMatch(/^ünï 你好 .*\n❯ 1\. Yes\nDo you want to proceed\?$/u);
  });

  test('and what stands there as a hint is none', () => {
    const hinting = linesOf('idle').map((line) => line.replace(/^❯\s*$/, '❯ Try "fix the typo in README"'));
    expect(read(hinting).composer).toEqual(empty);
    expect(read(hinting, 30).composer?.text).toBe('Try "fix the typo in README"');
  });
});

describe('work is seen', () => {
  test.each<[string, string, object]>([
    ['busy', '', {}],
    ['busy-queued', '', {}],
    ['busy-draft', 'draft while busy', {}],
    ['busy-tool', '1', { counter: '28' }],
    ['retrying', '', {}],
  ])('%s', (name, text, counted) => {
    const cursorX = text === '' ? 2 : 9;
    expect(read(linesOf(name), cursorX)).toEqual({
      shows: 'busy',
      composer: { text, paste: false },
      dialog: null,
      ...counted,
    });
  });
});

const yesOrNo = [
  { says: 'Yes', keys: ['1'], means: 'yes' },
  { says: 'No', keys: ['3'], means: 'no' },
];

describe('a dialog is read with its choices', () => {
  test.each(['permission-bash', 'permission-bash-second'])('%s', (name) => {
    expect(read(linesOf(name))).toEqual({
      shows: 'dialog',
      composer: null,
      dialog: {
        about: 'permission',
        text: 'Bash command\n touch a.txt && git add -A\n Create a file\nThis command requires approval\nDo you want to proceed?',
        choices: [
          yesOrNo[0],
          {
            says: "Yes, and don't ask again for touch a.txt and git add commands in /srv/shop",
            keys: ['2'],
            means: 'always',
          },
          yesOrNo[1],
        ],
      },
    });
  });

  test('one about a command that has a dialog in it', () => {
    const { dialog } = read(linesOf('permission-bash-80'));
    expect(dialog?.choices.map(({ means }) => means)).toEqual(['yes', 'always', 'no']);
    expect(dialog?.text).toContain(' Do you want to proceed?\n  1. Yes\n  2. No\n TASK_COMPLETE"');
    expect(dialog?.choices[1]?.says).toMatch(/'Add the price list commands in \S+$/);
  });

  test.each([
    ['permission-write', 'Do you want to create new.txt?', ['yes', 'always', 'no']],
    ['permission-edit', 'Do you want to make this edit to new.txt?', ['yes', 'always', 'no']],
    ['permission-fetch', 'Do you want to allow Claude to fetch this content?', ['yes', 'always', 'no']],
  ])('%s', (name, asks, means) => {
    const { shows, dialog } = read(linesOf(name));
    expect([shows, dialog?.about]).toEqual(['dialog', 'permission']);
    expect(dialog?.text.endsWith(asks)).toBe(true);
    expect(dialog?.choices.map((choice) => choice.means)).toEqual(means);
  });

  test('a question to people, whose last choice stands below a rule', () => {
    expect(read(linesOf('question')).dialog).toEqual({
      about: 'other',
      text: '☐ DB\nWhich database?',
      choices: [
        { says: 'SQLite one file', keys: ['1'], means: 'other' },
        { says: 'Postgres a server', keys: ['2'], means: 'other' },
        { says: 'Type something.', keys: ['3'], means: 'other' },
        { says: 'Chat about this', keys: ['4'], means: 'other' },
      ],
    });
  });

  test('trust, an API key, bypassing and a plan', () => {
    const trust = read(linesOf('trust-80')).dialog;
    expect(trust?.about).toBe('trust');
    expect(trust?.text).toMatch(/^Accessing workspace:\n\/srv\/shop\nQuick safety check/);
    expect(trust?.choices).toEqual([
      { says: 'Yes, I trust this folder', keys: ['1'], means: 'yes' },
      { says: 'No, exit', keys: ['2'], means: 'no' },
    ]);
    expect(read(linesOf('api-key')).dialog).toMatchObject({
      about: 'login',
      choices: [{ means: 'yes' }, { means: 'no' }],
    });
    expect(read(linesOf('bypass-warning')).dialog).toMatchObject({
      about: 'other',
      choices: [{ means: 'no' }, { says: 'Yes, I accept', keys: ['2'], means: 'yes' }],
    });
    expect(read(linesOf('plan')).dialog).toMatchObject({ choices: [{ means: 'yes' }, { means: 'no' }] });
  });

  test('one with things to tick is seen, and left to people', () => {
    expect(read(linesOf('question-many'))).toEqual({ shows: 'dialog', composer: null, dialog: null });
  });

  test('one that is taller than the pane is read without its beginning', () => {
    const tall = linesOf('permission-write');
    const rule = tall.findLastIndex((line) => /^─+$/.test(line));
    expect(read(tall.slice(rule + 1)).dialog?.choices).toHaveLength(3);
  });
});

describe('nobody is deceived by', () => {
  test('an answer that paints a prompt and a dialog', () => {
    expect(read(linesOf('forged-80'))).toEqual({ shows: 'prompt', composer: empty, dialog: null });
  });

  test('a dialog above the composer, or a composer above the dialog', () => {
    const idle = linesOf('idle');
    const dialog = linesOf('permission-bash');
    expect(read([...dialog, ...idle]).shows).toBe('prompt');
    expect(read([...idle, ...dialog]).shows).toBe('dialog');
  });

  test('a spinner that is quoted', () => {
    const quoting = linesOf('idle-after-turn').map((line) =>
      line.startsWith('● done') ? '  ✻ Blanching… (3s)' : line,
    );
    expect(read(quoting).shows).toBe('prompt');
  });

  test('an empty screen, a shell, half a frame', () => {
    expect(read([]).shows).toBe('unknown');
    expect(read(['$ claude', 'bash: claude: command not found', '$ ']).shows).toBe('unknown');
    expect(read(linesOf('idle').slice(0, 7)).shows).toBe('unknown');
  });
});

describe('a prompt that Esc took back into the composer', () => {
  test.each(['taken-back', 'taken-back-tall'])('is read, also when it fills the pane: %s', (name) => {
    const screen = read(linesOf(name), 18);
    expect(screen).toMatchObject({ shows: 'prompt', dialog: null });
    expect(screen.composer?.text).toMatch(/TASK_BLOCKED: <one question a human can answer>\n\[end d-\w+\]$/);
  });

  test('is not read into a pane whose lowest frame is that of a dialog, nor of an agent at work', () => {
    const tall = linesOf('taken-back-tall');
    const bottom = tall.findLastIndex((line) => line.startsWith('──'));
    const below = (...lines: readonly string[]) => read([...tall.slice(0, bottom + 1), ...lines], 18).shows;
    expect(below(' Do you want to proceed?', ' ❯ 1. Yes', '   2. No', '', ' Esc to cancel')).toBe('dialog');
    expect(below('  esc to interrupt')).toBe('unknown');
    expect(below('  something else')).toBe('unknown');
  });
});
