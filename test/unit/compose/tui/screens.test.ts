import { expect, test } from 'vitest';
import { openScreens } from '../../../../src/compose/tui/screens.ts';
import type { Peek } from '../../../../src/surfaces/cli/project-door.ts';
import { until } from '../../../support/until.ts';

function aScreen(text: string): Peek {
  return { source: 'screen', lines: [text] };
}

/** Screens that come when the test says so. */
function aDoor() {
  const following = new Set<string>();
  const opened: string[] = [];
  const say = new Map<string, (screen: Peek) => void>();
  return {
    following,
    opened,
    say: (worker: string, text: string) => say.get(worker)?.(aScreen(text)),
    async *watchScreen(worker: string, { signal }: { readonly signal: AbortSignal }) {
      opened.push(worker);
      following.add(worker);
      yield aScreen(`${worker} at first`);
      while (!signal.aborted) {
        const next = await new Promise<Peek | null>((resolve) => {
          say.set(worker, resolve);
          signal.addEventListener('abort', () => resolve(null), { once: true });
        });
        if (next !== null) yield next;
      }
      following.delete(worker);
    },
  };
}

test('the screen that is asked for is followed once, however often it is asked for', async () => {
  const door = aDoor();
  const screenOf = openScreens(door);
  expect(await screenOf('a')).toEqual(aScreen('a at first'));
  door.say('a', 'a later');
  await until(async () => (await screenOf('a'))?.lines[0] === 'a later', {
    what: 'the newest screen',
  });
  expect(door.opened).toEqual(['a']);
});

test('another one is followed in its place', async () => {
  const door = aDoor();
  const screenOf = openScreens(door);
  await screenOf('a');
  expect(await screenOf('b')).toEqual(aScreen('b at first'));
  await until(() => !door.following.has('a'), { what: 'the first one to be let go' });
  expect([...door.following]).toEqual(['b']);
});

test('one that cannot be followed is begun anew when it is asked for again', async () => {
  const good = aDoor();
  let tries = 0;
  const screenOf = openScreens({
    watchScreen(worker, options) {
      tries += 1;
      if (tries === 1) throw new Error('no tmux');
      return good.watchScreen(worker, options);
    },
  });
  await expect(screenOf('a')).rejects.toThrow('no tmux');
  expect(await screenOf('a')).toEqual(aScreen('a at first'));
});
