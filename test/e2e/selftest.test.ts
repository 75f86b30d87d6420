import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { aCzar, type Ran, type TestCzar } from '../support/czar.ts';
import { exchangeGood } from '../../src/adapters/programs/good-versions.ts';
import { programsFolder } from '../../src/compose/place.ts';
import { processesWith } from '../support/tmux-terminal.ts';
import { until } from '../support/until.ts';

const reportSchema = z.object({
  tmux: z.string(),
  sound: z.boolean(),
  runs: z.array(
    z.object({
      kind: z.string(),
      scenario: z.string(),
      ok: z.boolean(),
      says: z.string(),
      receiptMs: z.number().nullable(),
    }),
  ),
});

function reportOf({ out }: Ran): z.output<typeof reportSchema> {
  return reportSchema.parse(JSON.parse(out));
}

/** What a selftest makes outside of itself: its folder, its socket, and processes that know either. */
function leftBehind({ base, env }: TestCzar): readonly string[] {
  const folders = [env['TMPDIR'] ?? '', join(env['TMUX_TMPDIR'] ?? base, `tmux-${userInfo().uid}`)];
  return folders.flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).filter((name) => name.includes('selftest')) : [],
  );
}

const anywhere = { repository: 'none' } as const;
const counts = { claude: 25, codex: 24, opencode: 22, demo: 24, custom: 15 };

test('every text reaches a fake of every kind and every state of it is noticed; nothing is left behind', async () => {
  const czar = aCzar(anywhere);
  const ran = await czar.run('selftest', '--only', ...Object.keys(counts), '--json');
  const { runs, tmux, sound } = reportOf(ran);
  expect(runs.filter(({ ok }) => !ok)).toEqual([]);
  expect([ran.code, sound]).toEqual([0, true]);
  for (const [kind, count] of Object.entries(counts))
    expect([kind, runs.filter((run) => run.kind === kind).length]).toEqual([kind, count]);
  expect(tmux).toMatch(/^tmux /);
  expect(ran.err.split('\n').filter((line) => line.includes(' ok ')).length).toBe(runs.length);
  expect(leftBehind(czar)).toEqual([]);
  expect(readdirSync(join(czar.base, 'home'))).toEqual([]);
  expect(await processesWith(join(czar.base, 'tmp'))).toEqual([]);
});

test.each([
  ['lost-character', 'arrived altered'],
  ['twice', 'expected one text'],
])('a planted fault (%s) is noticed with every kind of agent', async (plant, says) => {
  const ran = await aCzar(anywhere).run('selftest', '--only', 'plain', '--plant', plant, '--json');
  const { runs, sound } = reportOf(ran);
  expect([ran.code, sound]).toEqual([1, false]);
  expect(runs.length).toBe(5);
  for (const run of runs) {
    expect(run.ok).toBe(false);
    expect(run.says).toContain(says);
  }
});

test('an agent of this machine is started, looked at and ended, and nothing is typed into it', async () => {
  const czar = aCzar(anywhere);
  const bin = join(czar.base, 'bin');
  mkdirSync(bin);
  const typed = join(czar.base, 'typed');
  // It draws what claude draws, and keeps every byte that it is sent.
  czar.write(
    '../bin/claude',
    `#!/bin/sh
[ "$1" = --version ] && { echo '9.8.7 (Claude Code)'; exit 0; }
rule=$(printf '─%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22)
printf '%s\\n❯ \\n%s\\n  ? for shortcuts' "$rule" "$rule"
printf '\\033[2A\\033[3G'
exec cat > '${typed}'
`,
  );
  chmodSync(join(bin, 'claude'), 0o755);
  // Whether a new version is tried first is a matter of workers.
  const good = new Map([[join(bin, 'claude'), { version: '9.8.6', at: 0 }]]);
  await exchangeGood(programsFolder(czar.env), good, Date.now());
  const path = `${bin}:${czar.env['PATH'] ?? ''}`;
  const ran = await czar.runWith({ PATH: path }, 'selftest', '--only', 'agents');
  expect(ran.out).toContain('claude    9.8.7 ready');
  expect(czar.read('../typed')).toBe('');
  expect(leftBehind(czar)).toEqual([]);
});

test('Ctrl-C in the middle ends it and leaves nothing behind', async () => {
  const czar = aCzar(anywhere);
  const running = czar.begin('selftest');
  await until(() => running.err().includes(' ok '), { what: 'the first scenario' });
  running.child.kill('SIGINT');
  const { code, out } = await running.ended;
  expect([code, out]).toEqual([130, '']);
  expect(leftBehind(czar)).toEqual([]);
  await until(async () => (await processesWith(join(czar.base, 'tmp'))).length === 0, {
    what: 'the end of everything that it started',
  });
});

test('a name that is no scenario is refused with a guess', async () => {
  const ran = await aCzar(anywhere).run('selftest', '--only', 'swallowed-entre');
  expect(ran.code).toBe(2);
  expect(ran.err).toContain('did you mean swallowed-enter?');
});
