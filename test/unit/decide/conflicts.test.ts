import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conflicts, explainConflicts } from '../../../src/decide/conflicts.ts';
import { clearItem, conflictItem } from '../../../src/decide/conflict-notices.ts';
import { type Clash, conflictKey, type WorkSide } from '../../../src/domain/conflict.ts';
import type { Receipt } from '../../../src/domain/delivery.ts';
import type { TaskState } from '../../../src/domain/ledger.ts';
import { known, unknown } from '../../../src/domain/seen.ts';
import type { World } from '../../../src/domain/world.ts';
import { fromImage, toImage } from '../../../src/engine/ledger/state.ts';
import { conflictsPart } from '../../../src/engine/picture/conflicts.ts';
import { afterFacts, folded, settled } from '../../support/folded.ts';
import {
  anAgent,
  anAttempt,
  aReceipt,
  aRunningTask,
  aSeatedWorker,
  INTEGRATION_TIP,
  NOON,
} from '../../support/ledger-parts.ts';
import { aWorld } from '../../support/world.ts';

const A: WorkSide = { task: 'a', attempt: 1, worker: 'w1' };
const B: WorkSide = { task: 'b', attempt: 1, worker: 'w2' };
const AB = conflictKey(A, B);

/** `w1` works on `a`, `w2` on `b`. */
function atWork(over: { readonly a?: Partial<TaskState>; readonly b?: Partial<TaskState> } = {}): World {
  const b = { worker: 'w2', attempt: anAttempt({ branch: 'feat/shop-b', worker: 'w2' }), ...over.b };
  return aWorld({
    tasks: [aRunningTask('a', over.a), aRunningTask('b', b)],
    workers: [aSeatedWorker('w1', { task: 'a' }), aSeatedWorker('w2', { task: 'b' })],
  });
}

function clash(
  a: WorkSide,
  b: WorkSide | null,
  files: readonly string[] | 'unknown',
  tip = INTEGRATION_TIP,
): Clash {
  const seen = files === 'unknown' ? unknown('a disk failed', NOON) : known(files, NOON);
  return { key: conflictKey(a, b), a, b, of: ['work1', b === null ? tip : 'work2'], files: seen };
}

function seeing(world: World, ...clashes: readonly Clash[]): World {
  return settled(conflicts, { ...world, clashes: new Map(clashes.map((one) => [one.key, one])) });
}

function waiting(world: World, task: string): readonly string[] {
  return world.ledger.tasks.get(task)?.items.map(({ id }) => id) ?? [];
}

/** The worker at this task gets its first message. */
function told(world: World, task: string, verdict: Receipt['verdict'] = 'confirmed'): World {
  const [item = null] = waiting(world, task);
  const id = `d-${task}-${item ?? ''}-${world.ledger.receipts.size}`;
  const worker = world.ledger.tasks.get(task)?.worker ?? '';
  const receipts = new Map(world.ledger.receipts);
  receipts.set(id, aReceipt(id, { worker, task, attempt: 1, kind: 'notice', item, verdict: 'open' }));
  const begun = { ...world, ledger: { ...world.ledger, receipts } };
  if (verdict === 'open') return begun;
  return afterFacts(begun, { type: 'delivery.ended', id, verdict, because: 'so' });
}

describe('a conflict of work under way', () => {
  test('is taken down, and waits to be told to both sides', () => {
    const world = seeing(atWork(), clash(A, B, ['src/x.ts', 'src/y.ts']));
    expect([...world.ledger.conflicts.values()]).toEqual([
      { key: AB, a: A, b: B, files: ['src/x.ts', 'src/y.ts'], count: 2, since: NOON, told: [] },
    ]);
    expect([waiting(world, 'a'), waiting(world, 'b')]).toEqual([[conflictItem(AB)], [conflictItem(AB)]]);
  });

  test('is none of their own where one of them conflicts with the integration branch in the same files', () => {
    const world = seeing(atWork(), clash(A, B, ['x']), clash(A, null, ['x', 'y']), clash(B, null, []));
    expect([...world.ledger.conflicts.keys()]).toEqual([conflictKey(A, null)]);
    expect(waiting(world, 'b')).toEqual([]);
  });

  test.each([
    ['in another file', clash(A, null, ['y']), clash(B, null, [])],
    ['in none', clash(A, null, []), clash(B, null, [])],
    ['both of them', clash(A, null, ['x']), clash(B, null, ['x'])],
  ])('is their own where one conflicts with the integration branch %s', (_where, ofA, ofB) => {
    const world = seeing(atWork(), clash(A, B, ['x']), ofA, ofB);
    expect(world.ledger.conflicts.has(AB)).toBe(true);
  });

  test('begins once it is known how both stand to the integration branch', () => {
    const before = seeing(atWork(), clash(A, B, ['x']), clash(A, null, 'unknown'), clash(B, null, []));
    expect([...before.ledger.conflicts.keys()]).toEqual([]);
    const after = seeing(before, clash(A, B, ['x']), clash(A, null, []), clash(B, null, []));
    expect([...after.ledger.conflicts.keys()]).toEqual([AB]);
  });

  test('is told to each side once, also after a restart, and while its files change', () => {
    const both = told(told(seeing(atWork(), clash(A, B, ['x'])), 'a'), 'b');
    expect(both.ledger.conflicts.get(AB)?.told).toEqual(['a', 'b']);
    const again = { ...both, ledger: fromImage(toImage(both.ledger)), clashes: new Map() };
    expect(conflicts(again).notes).toEqual([]);
    const other = seeing(again, clash(A, B, ['x', 'z']));
    expect(other.ledger.conflicts.get(AB)).toMatchObject({
      files: ['x', 'z'],
      told: ['a', 'b'],
      since: NOON,
    });
    expect([waiting(other, 'a'), waiting(other, 'b')]).toEqual([[], []]);
  });

  test('that is over is told once to those who were told of it, and withdrawn from the others', () => {
    const one = told(seeing(atWork(), clash(A, B, ['x'])), 'a');
    const over = seeing(one, clash(A, B, []));
    expect(over.ledger.conflicts.size).toBe(0);
    expect([waiting(over, 'a'), waiting(over, 'b')]).toEqual([[clearItem(AB)], []]);
    const done = told(over, 'a');
    expect(waiting(seeing(done, clash(A, B, [])), 'a')).toEqual([]);
  });

  test('that comes back before its end was told is no news to who knows of it', () => {
    const over = seeing(told(seeing(atWork(), clash(A, B, ['x'])), 'a'), clash(A, B, []));
    const back = seeing(over, clash(A, B, ['x']));
    expect(back.ledger.conflicts.get(AB)?.told).toEqual(['a']);
    expect([waiting(back, 'a'), waiting(back, 'b')]).toEqual([[], [conflictItem(AB)]]);
  });

  test('neither begins nor ends with what is not known', () => {
    const none = seeing(atWork(), clash(A, B, 'unknown'));
    expect(none.ledger.conflicts.size).toBe(0);
    const standing = seeing(atWork(), clash(A, B, ['x']));
    expect(seeing(standing, clash(A, B, 'unknown')).ledger.conflicts.size).toBe(1);
    expect(seeing(standing).ledger.conflicts.size).toBe(1);
    expect(explainConflicts(none, 'w2')).toBe('whether a and b merge is not known: a disk failed');
  });

  test('waits for the fate of its message before it is over', () => {
    for (const verdict of ['open', 'unverified'] as const) {
      const half = told(seeing(atWork(), clash(A, B, ['x'])), 'a', verdict);
      const over = seeing(half, clash(A, B, []));
      expect(over.ledger.conflicts.size).toBe(1);
    }
  });

  test('that comes back while its end is being told waits for the fate of that message, and is news then', () => {
    const over = seeing(told(seeing(atWork(), clash(A, B, ['x'])), 'a'), clash(A, B, []));
    const half = seeing(told(over, 'a', 'open'), clash(A, B, ['x']));
    expect(half.ledger.conflicts.size).toBe(0);
    const id = [...half.ledger.receipts.keys()].find((one) => one.includes('clear')) ?? '';
    const arrived = afterFacts(half, { type: 'delivery.ended', id, verdict: 'confirmed', because: 'so' });
    const back = seeing(arrived, clash(A, B, ['x']));
    expect(back.ledger.conflicts.get(AB)?.told).toEqual([]);
    expect(waiting(back, 'a')).toEqual([conflictItem(AB)]);
  });

  test('is told to nobody whose task is finished, or whose turn an error ended', () => {
    const finished = atWork({ a: { stage: 'complete', phase: 'gating' } });
    const one = seeing(finished, clash(A, B, ['x']));
    expect([waiting(one, 'a'), waiting(one, 'b')]).toEqual([[], [conflictItem(AB)]]);
    const turn = {
      beganAt: NOON - 9,
      errors: 1,
      end: { how: 'error', at: NOON - 5, error: 'overloaded' },
    } as const;
    const base = atWork();
    const workers = new Map(base.ledger.workers);
    workers.set('w1', aSeatedWorker('w1', { task: 'a', agent: anAgent({ turn }) }));
    const failing = seeing({ ...base, ledger: { ...base.ledger, workers } }, clash(A, B, ['x']));
    expect(waiting(failing, 'a')).toEqual([]);
  });

  test('that the gates sent back is told by that, and by nothing else', () => {
    const gate = {
      head: 'h',
      tip: INTEGRATION_TIP,
      verdict: 'conflict',
      merge: null,
      checks: [],
      conflicts: ['x'],
      at: NOON,
      ms: 1,
    } as const;
    const sentBack = seeing(atWork({ a: { gate } }), clash(A, null, ['x']));
    expect(sentBack.ledger.conflicts.size).toBe(1);
    expect(waiting(sentBack, 'a')).toEqual([]);
    expect(explainConflicts(sentBack, 'a')).toContain('told to a');
    const rework = { id: 'r', kind: 'rework', from: 'conflict', text: 'x', data: null, at: NOON } as const;
    const waits = seeing(atWork({ a: { gate, items: [rework] } }), clash(A, null, ['x']));
    expect(explainConflicts(waits, 'a')).toContain('nobody is told yet');
    expect(conflictsPart(sentBack).conflicts[0]?.told).toEqual(['a']);
    expect(conflictsPart(waits).conflicts[0]?.told).toEqual([]);
  });

  test('with work that is merged becomes one with the integration branch, told once', () => {
    const both = told(told(seeing(atWork(), clash(A, B, ['x'])), 'a'), 'b');
    const merged = afterFacts(both, { type: 'task.merged', task: 'a', sha: 'm', head: 'h', note: null });
    const open = seeing(merged, clash(A, B, ['x']));
    expect(open.ledger.conflicts.has(AB)).toBe(true);
    const old = seeing(merged, clash(B, null, [], 'the tip before'));
    expect(old.ledger.conflicts.has(AB)).toBe(true);
    const into = conflictKey(B, null);
    const goesOn = seeing(merged, clash(B, null, ['x']));
    expect([...goesOn.ledger.conflicts.keys()]).toEqual([into]);
    expect(waiting(goesOn, 'b')).toEqual([conflictItem(into)]);
    const over = seeing(merged, clash(B, null, []));
    expect(over.ledger.conflicts.size).toBe(0);
    expect(waiting(over, 'b')).toEqual([clearItem(AB)]);
  });

  test('with work that was cancelled is over', () => {
    const both = told(told(seeing(atWork(), clash(A, B, ['x'])), 'a'), 'b');
    const gone = afterFacts(both, {
      type: 'task.stage',
      task: 'a',
      stage: 'cancelled',
      phase: null,
      because: 'so',
    });
    expect(waiting(seeing(gone), 'b')).toEqual([clearItem(AB)]);
  });

  test('keeps at most twenty paths, none of which can paint a screen', () => {
    const files = Array.from({ length: 50 }, (_, at) => `src/\u001b[2J${at}${'x'.repeat(300)}`);
    const [conflict] = seeing(atWork(), clash(A, B, files)).ledger.conflicts.values();
    expect(conflict?.files).toHaveLength(20);
    expect(conflict?.count).toBe(50);
    expect(conflict?.files.every((file) => file.length <= 200 && !file.includes('\u001b'))).toBe(true);
  });

  test('says why to its tasks and workers', () => {
    const world = told(seeing(atWork(), clash(A, B, ['x']), clash(B, null, ['y'])), 'a');
    expect(explainConflicts(world, 'a')).toBe('a and b conflict in x for 0s, told to a');
    expect(explainConflicts(world, 'w2')).toContain('b and the integration branch conflict in y');
    expect(explainConflicts(world, 'nobody')).toBeNull();
  });
});

const finding = fc.constantFrom<readonly string[] | 'unknown' | 'gone'>(
  [],
  ['x'],
  ['x', 'y'],
  'unknown',
  'gone',
);
const happening = fc.record({
  ab: finding,
  bTip: finding,
  tells: fc.subarray(['a', 'b'] as const),
  verdict: fc.constantFrom('confirmed' as const, 'unverified' as const, 'refused' as const),
});

test('whatever comes: nobody is told of one conflict twice, or of the end of what it was not told', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 12 }), (happenings) => {
      let world = atWork();
      const knows = new Map<string, boolean>();
      const wrong: string[] = [];
      for (const { ab, bTip, tells, verdict } of happenings) {
        const clashes = [
          ...(ab === 'gone' ? [] : [clash(A, B, ab)]),
          ...(bTip === 'gone' ? [] : [clash(B, null, bTip)]),
        ];
        world = seeing(world, ...clashes);
        for (const task of tells) {
          const [item] = waiting(world, task);
          if (item === undefined || hasOpen(world, item, task)) continue;
          world = told(world, task, verdict);
          if (verdict !== 'confirmed') continue;
          const [kind = '', which = ''] = item.split('-');
          const about = `${task} ${which}`;
          if ((knows.get(about) ?? false) === (kind === 'conflict')) wrong.push(`${task}: ${item}`);
          knows.set(about, kind === 'conflict');
        }
      }
      expect(wrong).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

function hasOpen({ ledger }: World, item: string, task: string): boolean {
  return [...ledger.receipts.values()].some(
    (receipt) => receipt.item === item && receipt.task === task && receipt.verdict === 'unverified',
  );
}

test('is silent while Czar goes down', () => {
  const world = { ...atWork(), stopping: 'leave-sessions' as const };
  expect(conflicts({ ...world, clashes: new Map([[AB, clash(A, B, ['x'])]]) })).toEqual({});
  expect(folded(world).ledger.conflicts.size).toBe(0);
});
