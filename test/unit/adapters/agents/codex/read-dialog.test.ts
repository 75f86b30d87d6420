import { describe, expect, test } from 'vitest';
import { readCodexScreen } from '../../../../../src/adapters/agents/codex/read-screen.ts';
import { screenOf } from './fixtures.ts';

function dialogOf(name: string) {
  const { shows, composer, dialog } = readCodexScreen(screenOf(name, [0, 0]));
  expect([shows, composer]).toEqual(['dialog', null]);
  return dialog;
}

function withLines(...lines: readonly string[]) {
  return readCodexScreen({ lines, cursorX: 0, cursorY: 0 });
}

describe('a dialog of codex', () => {
  test.each(['trust-200', 'trust-80'])('%s asks whether the folder is trusted', (name) => {
    const dialog = dialogOf(name);
    expect(dialog).toMatchObject({
      about: 'trust',
      choices: [
        { says: 'Trust and continue', keys: ['1', 'Enter'], means: 'yes' },
        { says: 'Back to Agent Command Center', keys: ['Escape'], means: 'no' },
      ],
    });
    expect(dialog?.text).toMatch(/^Folder access\n\/srv\/\w+\n[^]*Your trust\s+decision will be saved\.$/);
  });

  test('a command is asked for with its reason', () => {
    expect(dialogOf('permission-shell-200')).toEqual({
      about: 'permission',
      text: [
        'Would you like to run the following command?',
        '',
        'Environment: local',
        '',
        'Reason: May I write outside the workspace?',
        '',
        '$ touch /etc/x && rm -rf build',
      ].join('\n'),
      choices: [
        { says: 'Yes, proceed (y)', keys: ['y'], means: 'yes' },
        {
          says: "Yes, and don't ask again for commands that start with `touch /etc/x` (p)",
          keys: ['p'],
          means: 'always',
        },
        { says: 'No, and tell Codex what to do differently (esc)', keys: ['Escape'], means: 'no' },
      ],
    });
  });

  test('a command of several lines is shown whole in 80 columns', () => {
    const dialog = dialogOf('permission-shell-80');
    expect(dialog?.text).toMatch(
      /^Would you like to run[^]*\$ for i in 1 2 3; do\n[^]*\nrm -rf \/opt\/elsewhere\/old$/,
    );
    expect(dialog?.choices.map(({ means }) => means)).toEqual(['yes', 'no']);
  });

  test('an edit is asked for, and lines of the patch are no choices', () => {
    const dialog = dialogOf('permission-edit-120');
    expect(dialog).toMatchObject({
      about: 'permission',
      choices: [{}, { means: 'always' }, { means: 'no' }],
    });
    expect(dialog?.text).toMatch(
      /^Would you like to make the following edits\?[^]*Destination: \/srv\/shop\/new.txt$/,
    );
  });

  test('the sign-in is told', () => {
    const dialog = dialogOf('login-200');
    expect(dialog).toMatchObject({ about: 'login', text: 'Choose how you want to use Codex.' });
    expect(dialog?.choices.map(({ says, means }) => [says, means])).toEqual([
      ['Sign in with ChatGPT', 'other'],
      ['Sign in with Device Code', 'other'],
      ['Sign in another way', 'other'],
    ]);
  });

  test('a title in the command hides nothing of what is asked', () => {
    const { dialog } = withLines(
      '• Running',
      '  Would you like to run the following command?',
      '',
      '  $ rm -rf /',
      '  Would you like to run the following command?',
      '  $ ls',
      '› 1. Yes, proceed (y)',
      '  2. No (esc)',
      '',
      '  Press enter to confirm or esc to cancel',
    );
    expect(dialog?.text).toContain('rm -rf /');
  });

  test('one that nobody knows is a dialog with its choices', () => {
    expect(
      withLines(
        '  Pick a model',
        '',
        '  1. small',
        '› 2. large',
        '',
        '  Press enter to confirm or esc to go back',
      ),
    ).toMatchObject({
      shows: 'dialog',
      dialog: {
        about: 'other',
        text: 'Pick a model',
        choices: [{ means: 'other' }, { means: 'other', keys: ['2'] }],
      },
    });
  });

  test('one whose choices cannot be read is a dialog without them', () => {
    const footer = '  Press enter to confirm or esc to cancel';
    for (const lines of [
      ['  Sure?', footer],
      ['› 1. Yes', '› 2. No', footer],
      ['  1. Yes', '  2. No', footer],
      ['› 2. No', footer],
      ['› 1. Yes', '  3. No', footer],
    ])
      expect(withLines(...lines)).toEqual({ shows: 'dialog', composer: null, dialog: null });
  });

  test('its text is bounded and holds no control characters', () => {
    const { dialog } = withLines(
      `  Would you like to run \u001b[31m${'x'.repeat(5_000)}\u0007`,
      '› 1. Yes',
      '',
      '  Press enter to confirm or esc to cancel',
    );
    expect(dialog?.text).toHaveLength(2_000);
    expect(dialog?.text).not.toMatch(/[^\P{Cc}\n]/u);
  });
});
