import { describe, expect, test } from 'vitest';
import { decideAnswer } from '../../../src/decide/answers.ts';
import { standing } from '../../../src/decide/standing.ts';
import type { Fact } from '../../../src/domain/facts.ts';
import type { Action } from '../../../src/domain/plan.ts';
import { openAlarm } from '../../../src/engine/alarm.ts';
import { openLanes } from '../../../src/engine/lanes.ts';
import { openPublisher } from '../../../src/engine/publish.ts';
import { recover } from '../../../src/engine/recover.ts';
import { takeUp } from '../../../src/engine/take-up.ts';
import type { Ticking } from '../../../src/engine/tick.ts';
import { openWaitingOrders } from '../../../src/engine/waiting-orders.ts';
import type { Machine } from '../../../src/ports/machine.ts';
import { aCore, type CoreBench } from './core-parts.ts';

const open: Action = {
  kind: 'open-integration',
  lane: 'integrate',
  rule: 'integration',
  why: 'there is no integration branch',
  evidence: [],
  base: 'base',
};
const prepare: Action = {
  kind: 'prepare-worktree',
  lane: 'tree:w1',
  rule: 'worktrees',
  why: 'w1 has no worktree yet',
  evidence: [],
  worker: 'w1',
};
const process = { pid: 4_711, startTime: 'boot:1', graceMs: 1_000 };

interface Successor extends CoreBench {
  readonly ticking: Ticking;
  readonly goDown: () => void;
}

/** A core whose predecessor died in these effects, and what becomes of its processes. */
async function aSuccessor(
  effects: readonly { readonly action: Action; readonly key: string; readonly lets: boolean }[],
  endLeftover: Machine['endLeftover'],
): Promise<Successor> {
  const bench = await aCore();
  const { during } = bench;
  const parts = { ...bench.core.parts, machine: { ...bench.core.parts.machine, endLeftover } };
  const core = { ...bench.core, parts };
  const at = parts.clock.now();
  await bench.look();
  await bench.observed({ type: 'worker.known', worker: 'w1' });
  for (const { action, key, lets } of effects) {
    await during(core.book.write([{ type: 'intent', at, cause: key, key, action }]));
    if (lets) await during(core.book.write([{ type: 'spawned', at, key, process }]));
  }
  const ending = new AbortController();
  const ticking: Ticking = {
    core,
    lanes: openLanes(),
    alarm: openAlarm(parts.clock),
    publisher: openPublisher(core, () => undefined),
    orders: openWaitingOrders(parts.clock),
    signal: ending.signal,
    nextCause: () => 'c',
    onFatal: (error) => {
      throw error;
    },
  };
  return { ...bench, core, ticking, goDown: () => ending.abort() };
}

/** As the loop does: every effect that is left is the first action of its lane. */
async function takeUpAll({ core, ticking, during }: Successor): Promise<void> {
  const left = await during(recover(core));
  for (const effect of left) ticking.lanes.begin(effect.action, takeUp(ticking, effect));
}

function factsOf({ core }: Successor): readonly Fact[] {
  return (standing(core.world()).notes ?? []).flatMap(({ facts }) => facts);
}

function asks(successor: Successor): readonly string[] {
  return factsOf(successor).flatMap((fact) => (fact.type === 'question.asked' ? fact.question.text : []));
}

const stays: Machine['endLeftover'] = () =>
  Promise.reject(new Error('group 4711 is still there after a KILL'));

describe('what a dead supervisor left', () => {
  test('is closed at once when it let no process go', async () => {
    const successor = await aSuccessor([{ action: prepare, key: 'e1-1', lets: false }], stays);
    await takeUpAll(successor);
    expect(successor.core.book.ledger.open.size).toBe(0);
    expect(successor.ticking.lanes.running).toBe(0);
  });

  test('keeps its lane until its processes have ended, all at the same time', async () => {
    const ended: string[] = [];
    const successor = await aSuccessor(
      [
        { action: prepare, key: 'e1-1', lets: true },
        { action: open, key: 'e1-2', lets: true },
      ],
      async () => {
        await successor.core.parts.clock.wait(8_000);
        ended.push('ended');
        return 'ended';
      },
    );
    const { ticking, during, core } = successor;
    const began = core.parts.clock.now();
    await takeUpAll(successor);
    expect(ticking.lanes.isFree(prepare)).toBe(false);
    await during(ticking.lanes.idle());
    expect(ended).toHaveLength(2);
    expect(core.parts.clock.now() - began).toBeLessThan(16_000);
    expect(core.book.ledger.open.size).toBe(0);
    expect(asks(successor)).toEqual([]);
  });

  test('and does not end becomes a question that holds up its own lane only', async () => {
    const successor = await aSuccessor([{ action: prepare, key: 'e1-1', lets: true }], stays);
    const { ticking, during, core } = successor;
    await takeUpAll(successor);
    await during(core.parts.clock.wait(20_000));
    expect(asks(successor)).toEqual([
      'a process of the last supervisor does not end: group 4711 is still there after a KILL; until it ends, this waits: w1 has no worktree yet',
    ]);
    expect(ticking.lanes.isFree(prepare)).toBe(false);
    expect(ticking.lanes.isFree(open)).toBe(true);
    successor.goDown();
    await during(ticking.lanes.idle());
    expect(core.book.ledger.open.get('e1-1')?.processes).toEqual([process]);
  });

  test('goes on when the process has ended by itself', async () => {
    let tries = 0;
    const successor = await aSuccessor([{ action: prepare, key: 'e1-1', lets: true }], (left) => {
      tries += 1;
      return tries < 3 ? stays(left) : Promise.resolve('gone');
    });
    await takeUpAll(successor);
    await successor.during(successor.ticking.lanes.idle());
    expect(successor.core.book.ledger.open.size).toBe(0);
    expect(asks(successor)).toEqual([]);
  });

  test('goes on beside the process when a human says so, and does not chase it again', async () => {
    const successor = await aSuccessor([{ action: prepare, key: 'e1-1', lets: true }], stays);
    const { core, during, ticking, observed } = successor;
    await takeUpAll(successor);
    await during(core.parts.clock.wait(2_000));
    await observed(...factsOf(successor));
    const [asked] = core.book.ledger.questions.values();
    if (asked === undefined) throw new Error('nothing is asked');
    const answered = decideAnswer(core.world(), { question: asked, text: 'go-on', order: 'o-1' });
    await observed(...(answered.ok ? answered.facts : []));
    await during(ticking.lanes.idle());
    expect(core.book.ledger.open.size).toBe(0);
    expect(factsOf(successor)).toMatchObject([{ type: 'question.closed', id: asked.id }]);
  });

  test('is not waited for when the supervisor goes down meanwhile', async () => {
    const successor = await aSuccessor(
      [{ action: prepare, key: 'e1-1', lets: true }],
      () => new Promise(() => undefined),
    );
    await takeUpAll(successor);
    successor.goDown();
    await successor.during(successor.ticking.lanes.idle());
    expect(successor.core.book.ledger.open.size).toBe(1);
    expect(asks(successor)).toEqual([]);
  });

  test('and hangs in its end becomes a question too', async () => {
    const successor = await aSuccessor(
      [{ action: prepare, key: 'e1-1', lets: true }],
      () => new Promise(() => undefined),
    );
    await takeUpAll(successor);
    await successor.during(successor.core.parts.clock.wait(60_000));
    expect(asks(successor).join()).toContain('process 4711 is still there');
  });
});
