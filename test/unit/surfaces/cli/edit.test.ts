import { describe, expect, test } from 'vitest';
import { czar, machine } from './fake-io.ts';

describe('edit', () => {
  test('writes the fields that are named, and says what it wrote', async () => {
    const on = machine();
    const { code, out } = await czar(
      on,
      'edit',
      'cart-ui',
      '-p',
      '1',
      '-w',
      'engineer2',
      '--after',
      'cart-totals,engineer1',
      '--hold',
    );
    expect(code).toBe(0);
    expect(on.changed).toEqual([
      {
        task: 'cart-ui',
        priority: 1,
        assignee: 'engineer2',
        after: ['cart-totals', 'engineer1'],
        hold: true,
      },
    ]);
    expect(out).toBe('changed cart-ui: priority 1, for engineer2, after cart-totals, engineer1, on hold\n');
  });

  test('"-" is any worker, and after nothing; --unhold ends a hold', async () => {
    const on = machine();
    const { out } = await czar(on, 'edit', 'cart-ui', '--assignee', '-', '--after', '-', '--unhold');
    expect(on.changed).toEqual([{ task: 'cart-ui', assignee: null, after: [], hold: false }]);
    expect(out).toBe('changed cart-ui: for any worker, after nothing, off hold\n');
  });

  test('tells of what the task comes after because another file says so', async () => {
    const on = machine({ afterElsewhere: ['engineer1'] });
    const { out } = await czar(on, 'edit', 'cart-ui', '--after', 'cart-totals');
    expect(out).toContain(
      'it comes after engineer1 too: other entries, dependencies.json or its text say so',
    );
    expect((await czar(on, 'edit', 'cart-ui', '--priority', '2')).out).not.toContain('too:');
  });

  test.each([
    ['an unknown task', ['edit', 'nothing', '-p', '1'], 3],
    ['an unknown worker', ['edit', 'cart-ui', '-w', 'nobody'], 3],
    ['a task after an unknown one', ['edit', 'cart-ui', '--after', 'cart_totals'], 3],
    ['a task after itself', ['edit', 'cart-ui', '--after', 'cart-ui'], 2],
    ['a task after itself and others', ['edit', 'cart-ui', '--after', 'cart-totals,cart-ui'], 2],
    ['a priority that is none', ['edit', 'cart-ui', '-p', 'high'], 2],
    ['to hold and not to hold', ['edit', 'cart-ui', '--hold', '--unhold'], 2],
    ['a text without a terminal', ['edit', 'cart-ui'], 2],
  ])('refuses %s', async (_what, argv, code) => {
    const on = machine();
    const ran = await czar(on, ...argv);
    expect(ran.code).toBe(code);
    expect(ran.err).not.toBe('');
    expect(on.changed).toEqual([]);
  });

  test('says what came of a text that was edited', async () => {
    const file = '/home/ann/shop/tasks/cart-ui.md';
    const on = machine({ terminal: true, textEdit: { file, state: 'changed' } });
    expect(await czar(on, 'edit', 'cart-ui')).toMatchObject({
      code: 0,
      out: 'changed the text of cart-ui\n',
    });
    on.textEdit = { file, state: 'same' };
    expect((await czar(on, 'edit', 'cart-ui')).out).toBe('the text of cart-ui stays as it is\n');
    on.textEdit = { file, state: 'moved', kept: '/kept/cart-ui.md' };
    const { code, err } = await czar(on, 'edit', 'cart-ui');
    expect(code).toBe(1);
    expect(err).toContain('your text is in /kept/cart-ui.md');
  });

  test('is for people, not for workers', async () => {
    const on = machine({ insideWorker: 'engineer1' });
    expect((await czar(on, 'edit', 'cart-ui', '-p', '1')).code).toBe(2);
    expect(on.changed).toEqual([]);
  });
});
