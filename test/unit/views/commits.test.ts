import { expect, test } from 'vitest';
import type { WorkerRow } from '../../../src/domain/snapshot.ts';
import { commitsText, uncommittedWords } from '../../../src/views/commits.ts';
import { noon, workerRow } from './worlds.ts';

const at = noon - 180_000;

type Told = Exclude<WorkerRow['uncommitted'], undefined> | 'older';

function row(uncommitted: Told, task: string | null = 'a'): WorkerRow {
  return workerRow('w1', { task, commits: 3, ...(uncommitted === 'older' ? {} : { uncommitted }) });
}

test.each<readonly [Told, string, string | null]>([
  [{ files: 2, at }, '3 +2', '2 files uncommitted 3m ago'],
  [{ files: 1, at }, '3 +1', '1 file uncommitted 3m ago'],
  [{ files: 0, at }, '3', 'nothing uncommitted 3m ago'],
  [null, '3 ?', 'uncommitted files not known'],
  [{ files: 2, at, old: true }, '3 +2?', '2 files uncommitted 3m ago, not looked at since'],
  [{ files: 0, at, old: true }, '3 ?', 'nothing uncommitted 3m ago, not looked at since'],
  ['older', '3', null],
])('uncommitted files %o are "%s" behind the commits', (uncommitted, text, words) => {
  expect(commitsText(row(uncommitted))).toBe(text);
  expect(uncommittedWords(row(uncommitted), noon)).toBe(words);
});

test('what is pushed stands between commits and files', () => {
  expect(commitsText(row({ files: 2, at }), ' ^1')).toBe('3 ^1 +2');
});

test('a worker without a task shows what lies in its worktree, if that is known', () => {
  expect(commitsText(row({ files: 2, at }, null))).toBe('+2');
  expect(commitsText(row({ files: 0, at }, null))).toBe('-');
  expect(commitsText(row(null, null))).toBe('-');
  expect(commitsText(row('older', null))).toBe('-');
});
