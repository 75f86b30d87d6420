import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runProcess } from '../../../../src/adapters/process/run.ts';
import { processStartTime } from '../../../../src/adapters/process/start-time.ts';
import {
  endLeftProcesses,
  forgetProcesses,
  writtenTether,
} from '../../../../src/compose/preflight/left-processes.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { until } from '../../../support/until.ts';

test('what a killed start let go is ended by the next one, and named only until then', async () => {
  const folder = temporaryFolder();
  const journalDir = join(folder, 'journal');
  const nobody = new AbortController();
  const running = runProcess({
    argv: ['/bin/sh', '-c', 'echo $$ > pid; exec sleep 600'],
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '' },
    timeoutMs: 60_000,
    outputLimitBytes: 1_000,
    graceMs: 1_000,
    tether: writtenTether(journalDir),
    signal: nobody.signal,
  });
  onTestFinished(async () => {
    nobody.abort();
    await running;
  });
  const file = join(folder, 'pid');
  const pid = await until(() => (existsSync(file) ? Number(readFileSync(file, 'utf8')) || null : null), {
    what: 'the program',
  });
  expect(await processStartTime(pid)).not.toBeNull();
  await endLeftProcesses(journalDir);
  expect(await running).toMatchObject({ signal: 'SIGTERM' });
  expect(existsSync(join(journalDir, 'before-start'))).toBe(false);
});

test('nothing left, a list that was forgotten, and half a line are no trouble', async () => {
  const journalDir = temporaryFolder();
  await endLeftProcesses(journalDir);
  await writtenTether(journalDir).spawned({ pid: process.pid, startTime: 'another time', graceMs: 1 });
  await forgetProcesses(journalDir);
  expect(existsSync(join(journalDir, 'before-start'))).toBe(false);
  writeFileSync(join(journalDir, 'before-start'), '{"pid":12');
  await endLeftProcesses(journalDir);
  expect(existsSync(join(journalDir, 'before-start'))).toBe(false);
});
