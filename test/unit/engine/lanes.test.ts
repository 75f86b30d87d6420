import { describe, expect, test } from 'vitest';
import type { Action } from '../../../src/domain/plan.ts';
import { openLanes } from '../../../src/engine/lanes.ts';

const prepare = (worker: string): Action => ({
  kind: 'prepare-worktree',
  lane: `tree:${worker}`,
  rule: 'worktrees',
  why: 'test',
  evidence: [],
  worker,
});
const end = (worker: string): Action => ({
  ...prepare(worker),
  kind: 'end-session',
  lane: `keys:${worker}`,
  worker,
  generation: 1,
});
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function anEffect(): { readonly run: Promise<void>; end(): void } {
  let end = (): void => undefined;
  const run = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { run, end: () => end() };
}

describe('lanes', () => {
  test('run one action of a worker at a time, whether it types or touches the worktree', async () => {
    const lanes = openLanes();
    const effect = anEffect();
    lanes.begin(prepare('w1'), effect.run);
    expect(
      [prepare('w1'), end('w1'), prepare('w2'), end('w2')].map((action) => lanes.isFree(action)),
    ).toEqual([false, false, true, true]);
    effect.end();
    await turn();
    expect(lanes.isFree(end('w1'))).toBe(true);
  });

  test('are free again after a failure', async () => {
    const lanes = openLanes();
    lanes.begin(prepare('w1'), Promise.reject(new Error('no')));
    expect(lanes.running).toBe(1);
    await turn();
    expect(lanes.running).toBe(0);
  });

  test('are idle when everything that was begun has ended, well or not', async () => {
    const lanes = openLanes();
    let isIdle = false;
    const effect = anEffect();
    lanes.begin(prepare('w1'), effect.run);
    lanes.begin(prepare('w2'), Promise.reject(new Error('no')));
    const idle = lanes.idle().then(() => {
      isIdle = true;
    });
    await turn();
    expect(isIdle).toBe(false);
    effect.end();
    await idle;
    expect(isIdle).toBe(true);
  });
});
