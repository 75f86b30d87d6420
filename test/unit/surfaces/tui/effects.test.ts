import { describe, expect, test } from 'vitest';
import { effectsOf } from '../../../../src/surfaces/tui/effects.ts';
import type { TuiIo } from '../../../../src/surfaces/tui/io.ts';
import type { Input } from '../../../../src/views/tui/input.ts';
import type { Effect } from '../../../../src/views/tui/state.ts';
import { aTuiIo, aStore } from './fake-io.ts';

const changed = { says: 'changed the text of cart', isKept: true };

interface Bench {
  readonly act: (effect: Effect) => void;
  /** In the order in which it happened. */
  readonly did: readonly string[];
  readonly told: readonly Input[];
}

interface Programs {
  readonly attach?: () => Promise<boolean>;
  readonly edit?: () => ReturnType<TuiIo['edit']>;
}

function aBench({
  attach = () => Promise.resolve(true),
  edit = () => Promise.resolve(changed),
}: Programs = {}): Bench {
  const did: string[] = [];
  const told: Input[] = [];
  const io = aTuiIo({
    attach: (worker, { readOnly }) => {
      did.push(`attach ${worker}${readOnly ? ' to look' : ''}`);
      return attach();
    },
    edit: (task) => {
      did.push(`edit ${task}`);
      return edit();
    },
    suspend: () => Promise.resolve(void did.push('suspend')),
  });
  const act = effectsOf({
    io,
    store: { ...aStore(io), input: (input) => void told.push(input) },
    runs: {
      page: (argv) => void did.push(`page ${argv.join(' ')}`),
      order: (argv) => void did.push(`order ${argv.join(' ')}`),
      interrupt: () => void did.push('interrupt'),
      settle: () => Promise.resolve([]),
    },
    pause: {
      during: async (use) => {
        did.push('give away');
        try {
          return await use();
        } finally {
          did.push('take again');
        }
      },
      repaint: () => void did.push('repaint'),
    },
    end: () => void did.push('end'),
  });
  return { act, did, told };
}

/** What was begun by a key is through. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

const attaching: Effect = { do: 'attach', worker: 'ada', readOnly: false };
const editing: Effect = { do: 'edit', task: 'cart' };

function bad(text: string): Input {
  return { on: 'told', tone: 'bad', text };
}

describe('the terminal is given away', () => {
  test.each<readonly [effect: Effect, whatFor: readonly string[]]>([
    [attaching, ['attach ada']],
    [{ ...attaching, readOnly: true }, ['attach ada to look']],
    [editing, ['edit cart']],
    [{ do: 'suspend' }, ['suspend']],
    [{ do: 'retake' }, []],
  ])('for %j, and taken again afterwards', async (effect, whatFor) => {
    const bench = aBench();
    bench.act(effect);
    await settled();
    expect(bench.did).toEqual(['give away', ...whatFor, 'take again']);
  });

  test('to one at a time: what is pressed meanwhile is for nobody', async () => {
    let leave = (): void => undefined;
    const bench = aBench({ edit: () => new Promise((resolve) => (leave = () => resolve(changed))) });
    bench.act(editing);
    bench.act(attaching);
    bench.act({ do: 'suspend' });
    leave();
    await settled();
    bench.act(attaching);
    await settled();
    expect(bench.did).toEqual([
      'give away',
      'edit cart',
      'take again',
      'give away',
      'attach ada',
      'take again',
    ]);
  });
});

describe('what came of it is told', () => {
  test('after a text was edited, in the words of the editor', async () => {
    const bench = aBench();
    bench.act(editing);
    await settled();
    expect(bench.told).toEqual([{ on: 'told', tone: 'plain', text: 'changed the text of cart' }]);
  });

  test('after a text that was not kept, as what went wrong', async () => {
    const bench = aBench({ edit: () => Promise.resolve({ says: 'there is no task cart', isKept: false }) });
    bench.act(editing);
    await settled();
    expect(bench.told).toEqual([bad('there is no task cart')]);
  });

  test('of a session that was there: nothing, it was seen', async () => {
    const bench = aBench();
    bench.act(attaching);
    await settled();
    expect(bench.told).toEqual([]);
  });

  test('of a worker without a session, as what went wrong', async () => {
    const bench = aBench({ attach: () => Promise.resolve(false) });
    bench.act(attaching);
    await settled();
    expect(bench.told).toEqual([bad('ada has no session now')]);
  });

  test.each<readonly [effect: Effect, programs: Programs, says: string]>([
    [editing, { edit: () => Promise.reject(new Error('no editor is set')) }, 'no editor is set'],
    [attaching, { attach: () => Promise.reject(new Error('no tmux')) }, 'no tmux'],
  ])(
    'of a refusal of %j, as what went wrong, and the terminal comes back',
    async (effect, programs, says) => {
      const bench = aBench(programs);
      bench.act(effect);
      await settled();
      expect(bench.told).toEqual([bad(says)]);
      bench.act({ do: 'suspend' });
      expect(bench.did.at(-1)).toBe('suspend');
    },
  );
});

test.each<readonly [effect: Effect, did: string]>([
  [{ do: 'quit' }, 'end'],
  [{ do: 'repaint' }, 'repaint'],
  [{ do: 'interrupt' }, 'interrupt'],
  [{ do: 'run', argv: ['diff', 'cart'], show: 'page' }, 'page diff cart'],
  [{ do: 'run', argv: ['pause', 'ada'], show: 'toast' }, 'order pause ada'],
])('%j keeps the terminal', (effect, what) => {
  const { act, did } = aBench();
  act(effect);
  expect(did).toEqual([what]);
});

test('what is only said is no complaint', () => {
  const { act, told } = aBench();
  act({ do: 'say', text: 'nobody does cart' });
  expect(told).toEqual([{ on: 'told', tone: 'plain', text: 'nobody does cart' }]);
});
