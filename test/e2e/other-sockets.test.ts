import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aCzar } from '../support/czar.ts';
import { expectRan } from '../support/czar-expect.ts';
import {
  expectAllOnce,
  journaled,
  panesOf,
  promptsOf,
  smallProject,
  smallSteps,
  socketOf,
  untilJournaled,
} from '../support/recovery.ts';

test('sessions are found again where TMUX_TMPDIR was another when they began', async () => {
  const czar = aCzar({ files: smallProject({ t1: { worker: 'w1', steps: smallSteps('t1', '4s') } }) });
  const running = czar.begin('start', '--foreground');
  await untilJournaled(czar, 'a text that arrived', (entries) => promptsOf(entries).length > 0);
  const before = panesOf(czar);
  process.kill(running.pid, 'SIGKILL');
  await running.ended;
  const sockets = join(czar.base, 'sockets');
  mkdirSync(sockets);
  const elsewhere = { TMUX_TMPDIR: sockets };
  const seen = await czar.runWith(elsewhere, 'peek', 'w1');
  expectRan(seen, { code: 0 });
  expectRan(await czar.runWith(elsewhere, 'start', '--until-done'), { code: 0 });
  const { restarts } = await expectAllOnce(czar, ['t1']);
  expect(restarts).toBe(0);
  expect(panesOf(czar)).toEqual(before);
  expect(promptsOf(await journaled(czar)).map(({ session, what }) => `${session} ${what}`)).toEqual([
    'w1.1 opening t1.1',
  ]);
  expectRan(await czar.runWith(elsewhere, 'stop', '--all'), { code: 0 });
  const socket = socketOf(czar) ?? '';
  expect(() => czar.tmux('-S', socket, 'list-sessions')).toThrow(/no server running/);
});
