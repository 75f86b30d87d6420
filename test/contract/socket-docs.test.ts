import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { platform, userInfo } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { deltaBetween } from '../../src/domain/snapshot-delta.ts';
import { aSnapshot } from '../support/a-snapshot.ts';
import { anySnapshot } from '../support/any-snapshot.ts';
import { aDoor, aDoorPlace } from '../support/door-parts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';
import { workerRow } from '../unit/views/worlds.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/socket.md'), 'utf8');
const [applying = '', watching = ''] = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(
  ([, code]) => code ?? '',
);

describe('docs/socket.md', () => {
  test('says how to apply a delta so that it is right', () => {
    const pairs = fc.sample(fc.tuple(anySnapshot, anySnapshot), { numRuns: 300, seed: 1 });
    const cases = pairs.map(([before, after]) => ({ before, after, delta: deltaBetween(before, after) }));
    const program = `${applying}
      const cases = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
      const seen = cases.map(({ before, delta }) => delta === null ? before : withDelta(before, delta));
      process.stdout.write(JSON.stringify(seen));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(cases.map(({ after }) => after));
  });

  // The example names the abstract socket of Linux.
  test.runIf(platform() === 'linux')('has an example that watches', async () => {
    const commonDir = temporaryFolder();
    const projectId = 'a1b2c3d4e5f6';
    const journalDir = join(commonDir, 'czar', projectId);
    mkdirSync(journalDir, { recursive: true });
    const door = aDoor(aDoorPlace({ projectId, journalDir, uid: userInfo().uid }));
    onTestFinished(() => door.close());
    let become: (doing: string) => void = () => undefined;
    door.serve(
      async () => ({ ok: true, says: 'here' }),
      (_request, show) => {
        become = (doing) => show(aSnapshot({ workers: [workerRow('a'), workerRow('b', { doing })] }));
        become('begins');
        return () => undefined;
      },
    );
    expect(await door.take()).toEqual({ taken: true });
    const file = join(commonDir, 'example.mjs');
    writeFileSync(file, watching);
    const child = spawn(process.execPath, [file, commonDir, projectId], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await until(() => said.includes('b: begins'), { what: 'the first picture' });
    become('goes on');
    await until(() => said.includes('b: goes on'), { what: 'the change' });
    await door.close();
    await until(() => child.exitCode !== null, { what: 'the example to end' });
    expect(said).toBe('a: idle\nb: begins\nb: goes on\nthe supervisor is gone\n');
  });
});
