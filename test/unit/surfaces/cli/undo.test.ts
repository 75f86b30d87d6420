import { expect, test } from 'vitest';
import type { Undoable } from '../../../../src/domain/undo.ts';
import { noon } from '../../views/worlds.ts';
import { czar, machine } from './fake-io.ts';

const branch: Undoable = {
  id: 'cart-totals.1',
  at: noon - 60_000,
  what: 'removed the branch feat/shop-cart-totals: all of it is in a1b2c3d',
  back: 'feat/shop-cart-totals is put back at a1b2c3d4',
  keptUntil: noon + 24 * 60 * 60_000,
  edit: null,
};
const edited: Undoable = {
  id: 'o-12345678',
  at: noon - 120_000,
  what: 'changed cart-ui: priority 5 -> 1',
  back: 'cart-ui says again what it said: priority 1 -> 5',
  keptUntil: null,
  edit: { task: 'cart-ui', from: { priority: 5 }, to: { priority: 1 } },
};

test('lists what can be taken back: id, how long ago, for how long, and what', async () => {
  const on = machine({ undoable: [branch, edited], columns: 120 });
  const { code, out } = await czar(on, 'undo');
  expect(code).toBe(0);
  expect(out).toMatch(/^cart-totals\.1 +1m +1d00h +removed the branch/m);
  expect(out).toMatch(/^o-12345678 +2m +- +changed cart-ui: priority 5 -> 1/m);
  expect((await czar(machine(), 'undo')).out).toBe('nothing can be undone\n');
  const json = await czar(on, 'undo', '--json');
  expect(JSON.parse(json.out)).toEqual([branch, edited]);
});

test('gives the order, and keeps it for the next start when nobody runs', async () => {
  const on = machine({ undoable: [branch] });
  expect((await czar(on, 'undo', 'cart-totals.1')).code).toBe(0);
  expect(on.orders).toMatchObject([{ do: 'undo', what: 'cart-totals.1' }]);
  const down = machine({ undoable: [branch], supervisor: 'down' });
  expect((await czar(down, 'undo', 'cart-totals.1')).code).toBe(0);
  expect(down.left).toMatchObject([{ do: 'undo', what: 'cart-totals.1' }]);
});

test('an edit of the queue is written back, unless the entry says something else by now', async () => {
  const on = machine({ undoable: [edited], entry: { priority: 1, assignee: null, hold: false } });
  expect((await czar(on, 'undo', 'o-12345678')).code).toBe(0);
  expect(on.changed).toEqual([{ task: 'cart-ui', priority: 5 }]);
  const moved = machine({ undoable: [edited], entry: { priority: 3, assignee: null, hold: false } });
  const { code, err } = await czar(moved, 'undo', 'o-12345678');
  expect([code, moved.changed, moved.orders]).toEqual([1, [], []]);
  expect(err).toContain('says something else by now');
});

test('refuses inside a worker', async () => {
  const on = machine({ insideWorker: 'qa', undoable: [branch] });
  expect((await czar(on, 'undo', 'cart-totals.1')).code).toBe(2);
  expect(on.orders).toEqual([]);
});

test('edits of the queue are told to the journal, with what was there', async () => {
  const on = machine();
  expect((await czar(on, 'edit', 'cart-ui', '--priority', '1', '--assignee', 'qa')).code).toBe(0);
  expect(on.orders).toMatchObject([
    {
      do: 'edited',
      task: 'cart-ui',
      from: { priority: 5, assignee: null },
      to: { priority: 1, assignee: 'qa' },
    },
  ]);
});

test('an assignment is written into the queue', async () => {
  const on = machine();
  expect((await czar(on, 'assign', 'cart-ui', 'qa')).code).toBe(0);
  expect(on.changed).toEqual([{ task: 'cart-ui', assignee: 'qa' }]);
});
