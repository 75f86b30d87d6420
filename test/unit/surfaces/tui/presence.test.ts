import { expect, test } from 'vitest';
import { openPresence } from '../../../../src/surfaces/tui/presence.ts';
import type { Snapshot } from '../../../../src/domain/snapshot.ts';
import type { TuiData } from '../../../../src/views/tui/data.ts';
import type { Input } from '../../../../src/views/tui/input.ts';
import type { Look } from '../../../../src/views/tui/looks.ts';
import { lineOf } from '../../../../src/views/tui/line.ts';
import { browse, openingState, type Mode } from '../../../../src/views/tui/state.ts';
import { emptyWorld, noon, taskRow } from '../../views/worlds.ts';
import { dataOf } from '../../views/tui/worlds.ts';

const minute = 60_000;

/** Somebody who opens it at noon; what was merged was so at `mergedAt`. */
function someone({
  kept,
  mergedAt,
  startedAt = noon - 9 * 60 * minute,
  supervisor = 'alive',
}: {
  readonly kept: Look | null;
  readonly mergedAt: number;
  readonly startedAt?: number;
  readonly supervisor?: TuiData['supervisor'];
}): {
  readonly presence: ReturnType<typeof openPresence>;
  readonly inputs: Input[];
  readonly looks: Look[];
  readonly pass: (ms: number) => void;
  readonly sees: (patch: Partial<TuiData>) => void;
  readonly does: (mode: Mode) => void;
} {
  let now = noon;
  let state = openingState('overview');
  let data = dataOf({ ...pictureOf(mergedAt), startedAt }, { look: null, rows: [], supervisor });
  const sees = (patch: Partial<TuiData>): void => {
    data = { ...data, ...patch };
  };
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
      state: () => state,
      update: sees,
      input: (input) => void inputs.push(input),
    },
  );
  return {
    presence,
    inputs,
    looks,
    pass: (ms) => void (now += ms),
    sees,
    does: (mode) => {
      state = { ...state, mode };
    },
  };
}

function pictureOf(mergedAt: number): Snapshot {
  return emptyWorld({ tasks: [taskRow('a', { status: 'merged', since: mergedAt })] });
}

const back: Input = { on: 'back' };
const line: Input = {
  on: 'told',
  tone: 'good',
  text: 'something happened while you were away: 9 shows it',
};
const typing: Mode = { on: 'palette', line: lineOf(''), chosen: -1 };
const leftAt = (ms: number): Look => ({ since: noon - ms, leftAt: noon - ms });

/** What was begun by a key or a picture, and is carried out after it. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

test('whoever comes back is told what was merged meanwhile', async () => {
  const left = noon - 3 * minute;
  const { presence, inputs } = someone({ kept: { since: left, leftAt: left }, mergedAt: noon - minute });
  await presence.begin();
  presence.tell();
  expect(inputs).toEqual([{ on: 'back' }]);
});

test('whoever looks for the first time is told what happened since it was started', async () => {
  const { presence, inputs, looks } = someone({
    kept: null,
    mergedAt: noon - minute,
    startedAt: noon - 5 * minute,
  });
  await presence.begin();
  presence.tell();
  expect(inputs).toEqual([back]);
  await presence.keep();
  expect(looks).toEqual([{ since: 0, leftAt: noon }]);
});

test('whoever begins it and looks at once is told nothing', async () => {
  const { presence, inputs } = someone({ kept: null, mergedAt: noon - 1_000, startedAt: noon - 5_000 });
  await presence.begin();
  presence.tell();
  expect(inputs).toEqual([]);
});

test('it comes up once', async () => {
  const { presence, inputs } = someone({ kept: leftAt(3 * minute), mergedAt: noon - minute });
  await presence.begin();
  presence.tell();
  presence.tell();
  expect(inputs).toEqual([back]);
});

test('whoever has pressed a key already is told in a line where it is', async () => {
  const { presence, inputs } = someone({ kept: leftAt(3 * minute), mergedAt: noon - minute });
  await presence.begin();
  presence.touched();
  presence.tell();
  expect(inputs).toEqual([line]);
});

test('whoever types is told in a line once that is over', async () => {
  const { presence, inputs, does } = someone({ kept: leftAt(3 * minute), mergedAt: noon - minute });
  await presence.begin();
  presence.touched();
  does(typing);
  presence.tell();
  presence.touched();
  await settled();
  expect(inputs).toEqual([]);
  does(browse);
  presence.touched();
  await settled();
  expect(inputs).toEqual([line]);
});

test('a picture from before does not decide: a supervisor that comes up tells what happened', async () => {
  const { presence, inputs, sees } = someone({
    kept: leftAt(3 * minute),
    mergedAt: noon - 60 * minute,
    supervisor: 'dead',
  });
  await presence.begin();
  presence.tell();
  expect(inputs).toEqual([]);
  sees({ supervisor: 'alive', snapshot: pictureOf(noon - minute) });
  presence.tell();
  expect(inputs).toEqual([back]);
});

test('what happens while somebody is there does not come up', async () => {
  const { presence, inputs, sees } = someone({ kept: leftAt(3 * minute), mergedAt: noon - 60 * minute });
  await presence.begin();
  presence.tell();
  sees({ snapshot: pictureOf(noon + 1) });
  presence.tell();
  expect(inputs).toEqual([]);
});

test('what another window told meanwhile is not told again', async () => {
  const kept = { since: noon + 60 * minute, leftAt: noon + 119 * minute };
  const { presence, inputs, pass } = someone({ kept, mergedAt: noon + 60 * minute });
  pass(120 * minute);
  presence.touched();
  await settled();
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
  expect(looks).toEqual([{ since: 0, leftAt: noon + minute }]);
  presence.touched();
  await settled();
  expect(inputs).toEqual([back]);
});
