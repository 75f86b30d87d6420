import { describe, expect, test } from 'vitest';
import { trailedMerges } from '../../../src/adapters/git/log.ts';
import { followMessage, mergeMessage, omnibusMessage } from '../../../src/domain/merge-message.ts';

const head = 'a'.repeat(40);
const note = { projectId: 'p1', task: 'cart', title: 'Cart\ntotals', attempt: 2, head, number: 7 };

function read(message: string) {
  return (
    trailedMerges([{ sha: 'b'.repeat(40), treeSha: 'c'.repeat(40), parents: [], at: 5, message }], 'p1')[0] ??
    null
  );
}

describe('a merge message', () => {
  test('names task, title and pull request', () => {
    expect(mergeMessage(note).split('\n')[0]).toBe('Merge cart: Cart totals (#7)');
    expect(mergeMessage({ ...note, title: 'cart', number: null }).split('\n')[0]).toBe('Merge cart');
  });

  test('tells everything when it is read back', () => {
    expect(read(mergeMessage(note))).toMatchObject({ task: 'cart', attempt: 2, head, pullRequest: 7 });
    const hostile = { ...note, title: 'x\n\nCzar-Task: other' };
    expect(read(mergeMessage(hostile))).toMatchObject({ task: 'cart' });
  });

  test('of the base, or of the omnibus, is no task', () => {
    expect(read(followMessage({ projectId: 'p1', base: 'main', branch: 'omnibus/p' }))).toBeNull();
    const omnibus = omnibusMessage({ projectId: 'p1', project: 'p', number: 3, tasks: ['a', 'b'] });
    expect(omnibus).toContain('Merge the omnibus of p (#3)\n\nTasks: a, b\n');
    expect(read(omnibus)).toBeNull();
  });
});
