import { describe, expect, test } from 'vitest';
import { parseScript } from '../../../../../src/adapters/agents/demo/script.ts';
import type { Step } from '../../../../../src/adapters/agents/demo/step.ts';

function stepsOf(...lines: readonly string[]): readonly Step[] | string | null {
  const parsed = parseScript(['# A task', '', '```demo', ...lines, '```', 'more'].join('\n'));
  if (parsed === null) return null;
  return 'problem' in parsed ? parsed.problem : parsed.script.opening;
}

describe('a demo block', () => {
  test.each<[string, Step]>([
    ['$ npm test -- "a b" | tail', { do: 'run', command: 'npm test -- "a b" | tail' }],
    ['  pause 1.5s', { do: 'pause', ms: 1_500 }],
    ['say I look around.', { do: 'say', text: 'I look around.' }],
    ['commit "Add a"', { do: 'commit', subject: 'Add a', complete: false }],
    ['commit --complete "Add b"', { do: 'commit', subject: 'Add b', complete: true }],
    ['@permission rm -rf build', { do: 'permission', text: 'rm -rf build' }],
    ['@question Which one?', { do: 'question', text: 'Which one?' }],
    ['@blocked Which one?', { do: 'blocked', text: 'Which one?' }],
    ['@freeze', { do: 'freeze', ms: null }],
    ['@freeze 2m', { do: 'freeze', ms: 120_000 }],
    ['@silent 3s', { do: 'silent', ms: 3_000 }],
    ['@crash', { do: 'crash', once: false, status: 1 }],
    ['@crash 7', { do: 'crash', once: false, status: 7 }],
    ['@crash once', { do: 'crash', once: true, status: 1 }],
    ['@crash once 3', { do: 'crash', once: true, status: 3 }],
    ['@flood 5MB', { do: 'flood', bytes: 5_000_000 }],
    ['@flood 12', { do: 'flood', bytes: 12 }],
    ['@limit 90s', { do: 'limit', ms: 90_000 }],
    ['@other-branch', { do: 'other-branch', name: 'elsewhere' }],
    ['@other-branch feat/x', { do: 'other-branch', name: 'feat/x' }],
    ['@leftovers', { do: 'leftovers', path: 'leftovers.txt' }],
    ['@forge-marker', { do: 'forge-marker' }],
    ['@no-events', { do: 'no-events' }],
    ['@no-marker', { do: 'no-marker' }],
    ['@swallow-first-enter', { do: 'swallow-first-enter' }],
  ])('reads %s', (line, step) => {
    expect(stepsOf(line)).toEqual([step]);
  });

  test.each([
    ['rm -rf /', 'no step'],
    ['@dance', 'no step'],
    ['pause soon', 'expected a time'],
    ['commit Add a', 'expected: commit'],
    ['@crash twice', 'expected: @crash'],
    ['@crash 300', 'expected: @crash'],
    ['@flood much', 'expected a size'],
    ['@limit', 'expected a time'],
    ['say', 'a text is missing'],
    ['write ../a <<END', 'inside the worktree'],
    ['write /etc/a <<END', 'inside the worktree'],
    ['write a', 'expected: write'],
    ['write a <<END', 'END that ends the file is missing'],
  ])('refuses "%s" and says why', (line, reason) => {
    expect(stepsOf(line)).toContain(reason);
    expect(stepsOf(line)).toContain(line);
  });

  test('keeps a file as it is written, fences, blanks and all', () => {
    const steps = stepsOf(
      'write src/a.md <<END',
      '# not a comment',
      '',
      '  $ not a command',
      'END',
      'pause 1s',
    );
    expect(steps).toEqual([
      { do: 'write', path: 'src/a.md', content: '# not a comment\n\n  $ not a command\n' },
      { do: 'pause', ms: 1_000 },
    ]);
  });

  test('joins a command that goes on behind a backslash, and leaves out comments and empty lines', () => {
    expect(stepsOf('# first', '$ printf a \\', '  b', '', '$ true')).toEqual([
      { do: 'run', command: 'printf a \\\n  b' },
      { do: 'run', command: 'true' },
    ]);
  });

  test('may be fenced longer, so that it can hold fences', () => {
    const text = '````demo\nwrite a.md <<END\n```js\n```\nEND\n````\n```\nnot demo\n```';
    expect(parseScript(text)).toMatchObject({
      script: { opening: [{ do: 'write', path: 'a.md', content: '```js\n```\n' }] },
    });
  });
});

describe('a text', () => {
  test('has no script without a demo block', () => {
    expect(parseScript('# A task\n```sh\n$ true\n```\n```demonstration\n```')).toBeNull();
  });

  test('may hold a block for each kind of text, and one for each round of rework', () => {
    const text = ['demo', 'demo rework', 'demo rework', 'demo answer', 'demo message']
      .map((name, index) => `\`\`\`${name}\nsay ${index}\n\`\`\``)
      .join('\n');
    const say = (text: string): Step => ({ do: 'say', text });
    expect(parseScript(text)).toEqual({
      script: {
        opening: [say('0')],
        rework: [[say('1')], [say('2')]],
        answer: [say('3')],
        message: [say('4')],
      },
    });
  });

  test('with a block of an unknown kind is refused', () => {
    expect(parseScript('```demo later\n```')).toEqual({ problem: 'there is no block "demo later"' });
  });
});
