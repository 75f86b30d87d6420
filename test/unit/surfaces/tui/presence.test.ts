import { expect, test } from 'vitest';
import { openPresence } from '../../../../src/surfaces/tui/presence.ts';
import type { Input } from '../../../../src/views/tui/input.ts';
import type { Look } from '../../../../src/views/tui/looks.ts';
import { emptyWorld, noon, taskRow } from '../../views/worlds.ts';
import { dataOf } from '../../views/tui/worlds.ts';

const minute = 60_000;

/** Somebody who opens it at noon; what was merged was so at `mergedAt`. */
function someone({ kept, mergedAt }: { readonly kept: Look | null; readonly mergedAt: number }): {
  readonly presence: ReturnType<typeof openPresence>;
  readonly inputs: Input[];
  readonly looks: Look[];
  readonly pass: (ms: number) => void;
} {
  let now = noon;
  let data = dataOf(emptyWorld({ tasks: [taskRow('a', { status: 'merged', since: mergedAt })] }), {
    look: null,
    rows: [],
  });
  const inputs: Input[] = [];
  const looks: Look[] = [];
  const presence = openPresence(
    {
      now: () => now,
      lastLook: () => Promise.resolve(kept),
      keepLook: (look) => Promise.resolve(void looks.push(look)),
    },
    {
      data: () => data,
      update: (patch) => {
        data = { ...data, ...patch };
      },
      input: (input) => void inputs.push(input),
    },
  );
  return { presence, inputs, looks, pass: (ms) => void (now += ms) };
}

test('whoever comes back is told what was merged meanwhile', async () => {
  const left = noon - 3 * minute;
  const { presence, inputs } = someone({ kept: { since: left, leftAt: left }, mergedAt: noon - minute });
  await presence.begin();
  presence.tell();
  expect(inputs).toEqual([{ on: 'back' }]);
});

test('whoever has begun to type is not interrupted', async () => {
  const left = noon - 3 * minute;
  const { presence, inputs } = someone({ kept: { since: left, leftAt: left }, mergedAt: noon - minute });
  await presence.begin();
  presence.touched();
  presence.tell();
  expect(inputs).toEqual([]);
});

test('opened again at once it goes on with the account of before', async () => {
  const kept = { since: noon - 90 * minute, leftAt: noon - 1_000 };
  const { presence, looks } = someone({ kept, mergedAt: noon - 60 * minute });
  await presence.begin();
  await presence.keep();
  expect(looks).toEqual([{ since: kept.since, leftAt: noon }]);
});

test('a window that was open all night tells at the first key what happened', async () => {
  const { presence, inputs, pass, looks } = someone({ kept: null, mergedAt: noon + 60 * minute });
  await presence.begin();
  pass(minute);
  presence.touched();
  pass(8 * 60 * minute);
  presence.keepNowAndThen();
  expect(looks).toEqual([{ since: noon, leftAt: noon + minute }]);
  presence.touched();
  await Promise.resolve();
  expect(inputs).toEqual([{ on: 'back' }]);
});
