import { describe, expect, test } from 'vitest';
import { readOpencodeScreen } from '../../../../../src/adapters/agents/opencode/read-screen.ts';
import { screenOf } from './fixtures.ts';

function dialogOf(name: string) {
  const { shows, composer, dialog } = readOpencodeScreen(screenOf(name, [0, 0]));
  expect([shows, composer]).toEqual(['dialog', null]);
  return dialog;
}

const CHOICES = [
  { says: 'Allow once', keys: ['Enter'], means: 'yes' },
  { says: 'Allow always', keys: [], means: 'always' },
  { says: 'Reject', keys: ['Escape'], means: 'no' },
];

describe('a dialog of opencode', () => {
  test.each([
    ['permission-bash-200', '# Shell command\n\n$ git add -A && git commit -m x && rm -f b.txt'],
    ['permission-bash-80', '← Access external directory /opt/elsewhere\n\nPatterns\n\n- /opt/elsewhere/*'],
    ['permission-full-80', '← Access external directory /opt/elsewhere\n\nPatterns\n\n- /opt/elsewhere/*'],
    ['permission-folder-200', '← Access external directory /etc\n\nPatterns\n\n- /etc/*'],
  ] as const)('%s asks for a permission', (name, text) => {
    expect(dialogOf(name)).toEqual({
      about: 'permission',
      text: `△ Permission required\n${text}`,
      choices: CHOICES,
    });
  });

  test('an edit is shown with both of its sides', () => {
    const dialog = dialogOf('permission-edit-200');
    expect(dialog?.text).toMatch(/^△ Permission required\n→ Edit a\.txt\n\n1 - hi +1 \+ hello\n2 \+ world$/);
    expect(dialog?.choices).toEqual(CHOICES);
  });

  test('it asks back before it allows something always', () => {
    expect(dialogOf('permission-always-200')).toMatchObject({
      about: 'permission',
      choices: [
        { says: 'Confirm', means: 'always' },
        { says: 'Cancel', keys: ['Escape'] },
      ],
    });
  });

  test.each(['question-200', 'question-80'])('%s is a question, and a number answers it', (name) => {
    expect(dialogOf(name)).toEqual({
      about: 'other',
      text: 'Which port shall it be?',
      choices: [
        { says: '80', keys: ['1'], means: 'other' },
        { says: '8080', keys: ['2'], means: 'other' },
        { says: 'Type your own answer', keys: ['3'], means: 'other' },
      ],
    });
  });

  test.each([
    ['several questions', 'questions-200'],
    ['a reason for a refusal', 'reject-reason-200'],
  ])('%s cannot be answered by one key', (_, name) => {
    expect(dialogOf(name)).toBeNull();
  });

  test('a command that looks like choices is shown, and is none', () => {
    const { lines } = screenOf('permission-bash-200', [0, 0]);
    const at = lines.findLastIndex((line) => line.includes('$ git add -A'));
    const forged = lines.with(at, '  ┃  $ echo').with(at + 1, '  ┃   Allow once   Allow always   Reject');
    const { dialog } = readOpencodeScreen({ lines: forged, cursorX: 0, cursorY: 0 });
    expect(dialog?.text).toMatch(/\$ echo\nAllow once {3}Allow always {3}Reject$/);
    expect(dialog?.choices).toEqual(CHOICES);
  });

  test('numbers that do not count from one are no choices', () => {
    const lines = ['', '  ┃', '  ┃  Sure?', '  ┃  1. Yes', '  ┃  3. No', '  ┃  enter submit  esc dismiss'];
    expect(readOpencodeScreen({ lines, cursorX: 0, cursorY: 0 })).toEqual({
      shows: 'dialog',
      composer: null,
      dialog: null,
    });
  });

  test('its text is bounded', () => {
    const rows = Array.from({ length: 60 }, () => `  ┃  ${'x'.repeat(70)}`);
    const keys = ['  ┃', '  ┃   Allow once   Allow always   Reject     ⇆ select  enter confirm', '  ┃'];
    const lines = ['', '  ┃', '  ┃  △ Permission required', ...rows, ...keys];
    const { dialog } = readOpencodeScreen({ lines, cursorX: 0, cursorY: 0 });
    expect(dialog?.text).toHaveLength(2_000);
  });
});
