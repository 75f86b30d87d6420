import { describe, expect, test } from 'vitest';
import { acceptanceOf, pullRequestText } from '../../../src/domain/pull-request-text.ts';
import { omnibusText, type OmnibusRow } from '../../../src/domain/omnibus-text.ts';

const mark = '<!-- czar:p1/cart -->';

describe('the body of a pull request', () => {
  test('tells what was done, what was asked for and how it is tested, and carries the mark once', () => {
    const body = pullRequestText({
      mark,
      task: 'cart',
      attempt: 1,
      worker: 'w1',
      commits: 3,
      recent: [{ sha: 'c'.repeat(40), at: 1, subject: `Add ${mark}`, marker: null }],
      files: ['src/cart.mjs'],
      taskText: `# Cart\n\n## Done when\n- [ ] tests ${mark}\n\n## Not part\n- tax\n`,
      checks: [{ name: 'test', run: 'node --test', timeoutMs: 1 }],
    });
    expect(body.split('<!--')).toHaveLength(2);
    expect(body).toContain('- 2 earlier commits');
    expect(body).toContain('## What was asked for\n- [ ] tests');
    expect(body).not.toContain('tax');
    expect(body).toContain('- test: `node --test`');
  });

  test('leaves out what the task does not say', () => {
    expect(acceptanceOf('# Cart\nAdd it.')).toBeNull();
    expect(acceptanceOf('## Acceptance criteria\n\n## Next')).toBeNull();
    expect(acceptanceOf('## Done when\nall\n```demo\nsay x\n```')).toBe('all');
  });
});

describe('the body of the omnibus', () => {
  const row: OmnibusRow = {
    task: 'cart',
    title: 'Cart | totals',
    status: 'merged',
    beforeCzar: false,
    number: 4,
    commits: 2,
    rounds: 3,
    checks: [{ name: 'test', verdict: 'flaky', ms: 5, tail: '' }],
    note: null,
    workMs: 120_000,
    gateMs: 30_000,
    cost: '$0.42',
  };

  test('is a table of every task with what is missing and what was gained', () => {
    const rows: readonly OmnibusRow[] = [
      { ...row, task: 'tax', status: 'needs_human', number: null },
      row,
      { ...row, task: 'old', beforeCzar: true },
    ];
    const body = omnibusText({ mark, project: 'shop', base: 'main', rows, wallMs: 100_000 });
    expect(body).toContain('1 of 2 tasks are merged; missing: tax.');
    expect(body).toContain(
      '| cart | Cart \\| totals | merged | #4 | 2 | 3 | test: flaky | 2m | 30s | $0.42 |',
    );
    expect(body).toContain('| tax | Cart \\| totals | needs_human |');
    expect(body.indexOf('| cart |')).toBeLessThan(body.indexOf('| tax |'));
    expect(body).toContain('1 task was finished before Czar.');
    expect(body).toContain('1m40s side by side, 5m one after another: 3.0 times as fast');
    expect(body).toContain(mark);
  });

  test('of thousands of tasks with many checks are told as far as GitHub takes them', () => {
    const checks = Array.from(
      { length: 12 },
      () => ({ name: 'x'.repeat(80), verdict: 'passed', ms: 1, tail: '' }) as const,
    );
    const rows = Array.from({ length: 5_000 }, (_, n) => ({
      ...row,
      task: `task-${n}`,
      title: 'x'.repeat(200),
      checks,
    }));
    const body = omnibusText({ mark, project: 'shop', base: 'main', rows, wallMs: 100_000 });
    expect(body.length).toBeLessThan(65_536);
    expect(body).toMatch(/… and 49\d\d more tasks\.\n/);
    expect(body).toContain(mark);
  });
});
