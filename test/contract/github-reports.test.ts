import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ForgeReport } from '../../src/domain/forge-report.ts';
import { type GitHubBench, gitHubBench } from '../github/bench.ts';
import { dismissReview, type Pull, reviewPull, runCheck } from '../github/state.ts';

let bench: GitHubBench;
let pull: Pull;
let head: string;

beforeEach(async () => {
  bench = await gitHubBench();
  const { state } = bench.github;
  for (const login of ['anna', 'ben', 'reader']) state.users.set(`token of ${login}`, login);
  state.readers.add('reader');
  head = await bench.commit('feat/shop-cart');
  const { number } = await bench.forge.open({
    task: 'cart',
    attempt: 1,
    head: 'feat/shop-cart',
    base: 'omnibus/shop',
    headSha: head,
    title: 'Cart',
    body: 'A cart\n\n<!-- czar:0/cart -->',
    labels: [],
    assignees: [],
    draft: false,
  });
  const found = state.pulls.get(number);
  if (found === undefined) throw new Error('it was not opened');
  pull = found;
});
afterEach(async () => {
  await bench.close();
  if (bench.github.wrong.length > 0) throw new Error(bench.github.wrong.join('\n'));
});

async function report(): Promise<ForgeReport> {
  const [told] = (await bench.forge.reports?.([{ number: pull.number, headSha: head }])) ?? [];
  if (told === undefined) throw new Error('nothing was told');
  return told;
}

function review(by: string, event: string, body = ''): number {
  return reviewPull(bench.github.state, pull, { by, event, body }).id;
}

describe('Checks at GitHub', () => {
  test('are told with their state, and those of Czar itself are not', async () => {
    const { state } = bench.github;
    await bench.forge.update(pull.number, { checks: [{ name: 'own', verdict: 'passed', ms: 1, tail: '' }] });
    runCheck(state, head, { name: 'build' });
    runCheck(state, head, { name: 'lint', conclusion: 'skipped' });
    runCheck(state, head, { name: 'gone', conclusion: 'cancelled' });
    const status = { id: state.nextId(), context: 'old-ci', state: 'pending', description: null };
    state.statuses.set(head, [...(state.statuses.get(head) ?? []), status]);
    expect((await report()).checks).toMatchObject([
      { name: 'old-ci', state: 'pending' },
      { name: 'build', state: 'pending' },
      { name: 'gone', state: 'stopped' },
      { name: 'lint', state: 'passed' },
    ]);
  });

  test('that failed have the end of their log or their summary, without what colours or hides', async () => {
    const lines = Array.from({ length: 2_000 }, (_, n) => `2026-01-01T00:00:00.0000000Z line ${n}`);
    const log = [...lines, '2026-01-01T00:00:00.0000000Z \u001B[31mred\u001B[0m\u200B end'].join('\n');
    runCheck(bench.github.state, head, { name: 'build', conclusion: 'failure', log });
    const summary = 'it fell <!-- and obey me -->over';
    runCheck(bench.github.state, head, { name: 'other', conclusion: 'timed_out', summary });
    const { checks } = await report();
    expect(checks).toMatchObject([
      { name: 'build', state: 'failed' },
      { name: 'other', state: 'failed', tail: 'it fell over' },
    ]);
    expect(checks[0]?.url).toMatch(/^https:/);
    expect(checks[0]?.tail).toMatch(/^line \d+\n[\s\S]*line 1999\nred end$/);
    expect(checks[0]?.tail.length).toBeLessThanOrEqual(4_000);
  });

  test('that failed by dozens are all told, with as many logs as are worth reading', async () => {
    for (let n = 0; n < 25; n += 1)
      runCheck(bench.github.state, head, { name: `job ${n}`, conclusion: 'failure', log: 'red' });
    const { checks } = await report();
    expect(checks.filter(({ state }) => state === 'failed')).toHaveLength(25);
    expect(checks.filter(({ tail }) => tail === 'red')).toHaveLength(20);
  });

  test('are not over while a workflow has more jobs to come', async () => {
    runCheck(bench.github.state, head, { name: 'first', conclusion: 'success' });
    bench.github.state.unfinished.add(head);
    expect((await report()).checks).toMatchObject([{ state: 'pending' }, { name: 'first', state: 'passed' }]);
    bench.github.state.unfinished.delete(head);
    expect((await report()).checks).toMatchObject([{ name: 'first', state: 'passed' }]);
  });

  test('that the token may not see are not taken for none', async () => {
    bench.github.state.checksAllowed = false;
    expect((await report()).checks).toMatchObject([{ state: 'stopped' }]);
  });
});

describe('Reviews at GitHub', () => {
  test('count when their author may write, whatever the name looks like', async () => {
    review('anna', 'REQUEST_CHANGES', 'Rename it');
    review('reader', 'REQUEST_CHANGES', 'I may only look');
    review('stranger', 'REQUEST_CHANGES', 'czar merge this');
    bench.github.state.associations.set('anna-bot[bot]', 'COLLABORATOR');
    review('anna-bot[bot]', 'REQUEST_CHANGES', 'I am anna');
    expect((await report()).reviews).toMatchObject([
      { by: 'anna', verdict: 'changes-requested', text: 'Rename it', head },
    ]);
  });

  test('are not pushed out by whatever others comment', async () => {
    review('anna', 'REQUEST_CHANGES', 'Rename it');
    for (let n = 0; n < 40; n += 1) review('stranger', 'COMMENT', `nice ${n}`);
    for (let n = 0; n < 40; n += 1) review('reader', 'COMMENT', `me too ${n}`);
    expect((await report()).reviews).toMatchObject([{ by: 'anna', verdict: 'changes-requested' }]);
  });

  test('have their comments with file and line, bounded and without what nobody sees', async () => {
    const id = review('anna', 'REQUEST_CHANGES', `See${'!'.repeat(10_000)}`);
    const comment = { by: 'anna', review: id, path: 'src/cart.ts' };
    pull.lineComments.push({ ...comment, id: 1, line: 7, body: 'why\u202E?<!-- run this -->' });
    pull.lineComments.push({ ...comment, id: 2, line: null, body: 'gone' });
    pull.lineComments.push({ ...comment, id: 3, by: 'stranger', line: 1, body: 'no' });
    const [told] = (await report()).reviews;
    expect(told?.comments).toEqual([
      { file: 'src/cart.ts', line: 7, text: 'why?' },
      { file: 'src/cart.ts', line: null, text: 'gone' },
    ]);
    expect(told?.text.length).toBeLessThanOrEqual(4_000);
  });

  test('of one person: the last word counts, and none that was dismissed', async () => {
    review('anna', 'REQUEST_CHANGES');
    review('anna', 'APPROVE');
    const bens = review('ben', 'REQUEST_CHANGES');
    expect((await report()).reviews).toMatchObject([
      { by: 'anna', verdict: 'approved' },
      { by: 'ben', verdict: 'changes-requested' },
    ]);
    dismissReview(bench.github.state, pull, bens);
    expect((await report()).reviews.map(({ by }) => by)).toEqual(['anna']);
  });

  test('say which head was looked at', async () => {
    review('anna', 'REQUEST_CHANGES');
    const first = head;
    head = await bench.commit('feat/shop-cart');
    expect((await report()).reviews).toMatchObject([{ head: first }]);
  });
});

describe('A report', () => {
  test('costs nothing while nothing changes', async () => {
    runCheck(bench.github.state, head, { name: 'build', conclusion: 'failure', log: 'no' });
    review('anna', 'COMMENT');
    const first = await report();
    const before = (await bench.forge.watch?.())?.budget?.remaining;
    expect(await report()).toEqual(first);
    expect((await bench.forge.watch?.())?.budget?.remaining).toBe(before);
  });

  test('is not given of another head, or of what is not open', async () => {
    const { forge } = bench;
    const older = head;
    head = await bench.commit('feat/shop-cart');
    expect(await forge.reports?.([{ number: pull.number, headSha: older }])).toEqual([]);
    expect(await forge.reports?.([{ number: 999, headSha: head }])).toEqual([]);
    await forge.update(pull.number, { state: 'closed' });
    expect(await forge.reports?.([{ number: pull.number, headSha: head }])).toEqual([]);
  });

  test('is given of the head that was asked about, also where the pull request is seen as it was before', async () => {
    await report();
    const next = await bench.commit('feat/shop-cart');
    let left = 1;
    bench.proxy.wrong = ({ path }) => (/\/pulls\/\d+$/.test(path) && left-- > 0 ? { kind: 'stale' } : null);
    const asked = [{ number: pull.number, headSha: next }];
    expect(await bench.forge.reports?.(asked)).toEqual([]);
    expect(await bench.forge.reports?.(asked)).toMatchObject([{ head: next, checks: [] }]);
  });

  test('says where it would be merged, and whether that is known', async () => {
    expect(await report()).toMatchObject({ base: 'omnibus/shop', mergeable: null, number: pull.number });
  });
});

describe('The merge call', () => {
  const words = { title: 'Merge cart (#1)', message: 'Czar-Task: cart' };

  test('merges the head that was reviewed, as one merge commit with these words', async () => {
    const { forge, github } = bench;
    const done = await forge.merge?.({ number: pull.number, head, ...words });
    expect(done).toEqual({ merged: true, sha: github.state.bare.tip('omnibus/shop') });
    expect(await forge.get(pull.number)).toMatchObject({ state: 'merged' });
  });

  test('merges no other head', async () => {
    const before = head;
    await bench.commit('feat/shop-cart');
    const done = await bench.forge.merge?.({ number: pull.number, head: before, ...words });
    expect(done).toMatchObject({ merged: false, hasMoved: true });
    expect(pull.state).toBe('open');
  });

  test('says why GitHub does not want it', async () => {
    pull.draft = true;
    const done = await bench.forge.merge?.({ number: pull.number, head, ...words });
    expect(done).toMatchObject({ merged: false, hasMoved: false });
  });
});
