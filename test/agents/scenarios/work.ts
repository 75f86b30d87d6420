import { expect, test } from 'vitest';
import { factsOf, journaled } from '../../support/recovery.ts';
import { taskOf } from '../../support/czar-shop.ts';
import { arrivalOf, openingsIn } from '../arrived.ts';
import { hostileText, sizesBetween } from '../hostile-texts.ts';
import type { RealAgent } from '../real-agent.ts';
import { aStage, finishing, type Stage, toldIn } from '../stage.ts';

const TASKS = 20;
const SMALLEST_BYTES = 200;
const LARGEST_BYTES = 500_000;
const deadlineMs = 600_000;

/** Tasks done from beginning to end. */
export function work(agent: RealAgent): void {
  test('20 tasks arrive whole and once, 200 B to 500 KB', async ({ task }) => {
    const texts = Object.fromEntries(
      sizesBetween(SMALLEST_BYTES, LARGEST_BYTES, TASKS).map((bytes, index) => [
        `t${index + 1}`,
        hostileText(bytes, index),
      ]),
    );
    const stage = await aStage(agent, { tasks: texts, workers: ['w1', 'w2'] });
    stage.llm.reply(finishing(agent));
    await stage.start();
    const names = Object.keys(texts);
    await allMerged(stage, names);
    const arrivals = names.map(
      (name) => [name, arrivalOf(stage.llm.turns, name, texts[name] ?? '')] as const,
    );
    const whole = arrivals.filter(([, { how }]) => how === 'whole and once');
    const exact = whole.filter(([, { isExact }]) => isExact);
    task.meta.saw = `${whole.length} of ${TASKS}, ${exact.length} of them without any change`;
    expect(arrivals.map(([name, { how }]) => [name, how])).toEqual(
      names.map((name) => [name, 'whole and once']),
    );
    expect(await verdicts(stage)).toEqual(names.map((name) => `${name} confirmed`).toSorted());
    expect(stage.llm.faults).toEqual([]);
  });

  test('a task becomes a merged pull request', async ({ task }) => {
    const stage = await aStage(agent, { tasks: { prices: 'Write prices.txt: three prices.\n' } });
    const commit =
      'echo 1 2 3 > prices.txt && git add prices.txt && git commit -m "Add prices" -m TASK_COMPLETE';
    stage.llm.reply(finishing(agent, commit));
    await stage.start();
    const seen = await allMerged(stage, ['prices']);
    const pr = taskOf(seen, 'prices')?.pr;
    expect(seen.pullRequests.find(({ number }) => number === pr)?.state).toBe('merged');
    expect(stage.git('show', 'omnibus/shop:prices.txt')).toBe('1 2 3');
    task.meta.saw = `pull request ${pr} merged`;
  });

  test('of two tasks in a row the second knows nothing of the first', async () => {
    const stage = await aStage(agent, { tasks: { first: 'The first.\n', second: 'The second.\n' } });
    stage.llm.reply(finishing(agent));
    await stage.start();
    await allMerged(stage, ['first', 'second']);
    const known = stage.llm.turns.filter((turn) => toldIn(turn) !== null && turn.hasTools).map(openingsIn);
    expect(known).toEqual([['first'], ['second']]);
  });
}

/** Where a first start makes ready what all share. */
export function firstStarts(agent: RealAgent): void {
  if (agent.kind.facts.firstStartAlone !== true) return;
  test('two first starts in a new home begin one after the other', async ({ task }) => {
    const stage = await aStage(agent, { tasks: { t1: 'One.\n', t2: 'Two.\n' }, workers: ['w1', 'w2'] });
    stage.llm.reply(finishing(agent));
    await stage.start();
    await allMerged(stage, ['t1', 't2']);
    const began = factsOf(await journaled(stage), 'generation.began').map(({ generation }) => generation);
    const [first = 0, second = 0] = began.map(({ startedAt }) => startedAt).toSorted((a, b) => a - b);
    expect(began.map(({ number }) => number)).toEqual([1, 1]);
    // Sooner than that its prompt was never there.
    expect(second - first).toBeGreaterThan(1_000);
    task.meta.saw = `${second - first} ms apart`;
  });
}

export async function allMerged(stage: Stage, tasks: readonly string[]) {
  return stage.sees(
    `${tasks.join(', ')} to be merged`,
    (seen) => tasks.every((name) => taskOf(seen, name)?.status === 'merged'),
    deadlineMs,
  );
}

/** "t1 confirmed" of every opening. */
async function verdicts(stage: Stage): Promise<readonly string[]> {
  const entries = await journaled(stage);
  const ended = new Map(factsOf(entries, 'delivery.ended').map(({ id, verdict }) => [id, verdict]));
  return factsOf(entries, 'delivery.began')
    .map(({ delivery }) => `${delivery.task} ${ended.get(delivery.id)}`)
    .toSorted();
}
