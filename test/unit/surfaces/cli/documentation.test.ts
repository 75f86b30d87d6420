import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { buildProgram } from '../../../../src/surfaces/cli/program.ts';
import { emptyWorld, oneWorkerWorld, pullRequest, question, taskRow } from '../../views/worlds.ts';
import { czar, fakeIo, machine } from './fake-io.ts';

const root = new URL('../../../../', import.meta.url);
const page = readFileSync(new URL('docs/cli.md', root), 'utf8');
const { commands } = buildProgram(fakeIo(machine(), { out: () => undefined, err: () => undefined }));

describe('docs/cli.md', () => {
  test('has a section for every verb, and none for another', () => {
    const sections = [...page.matchAll(/^### (.+)$/gm)].map(([, name]) => name ?? '');
    expect([...sections].sort()).toEqual(commands.map((command) => command.name()).sort());
  });

  test.each(commands.map((command) => [command.name(), command] as const))(
    'names every option of %s',
    (name, command) => {
      const section = page.split(/^### /m).find((part) => part.startsWith(`${name}\n`)) ?? '';
      const options = command.options.map((option) => option.long ?? '').filter((long) => long !== '');
      const short = new Map(command.options.map((option) => [option.long, option.short]));
      const missing = options.filter(
        (long) => !section.includes(long) && !section.includes(`[${short.get(long) ?? long}`),
      );
      expect(missing).toEqual([]);
    },
  );

  test('names every key of the snapshot', () => {
    const keys = [
      ...Object.keys(emptyWorld()),
      ...Object.keys(emptyWorld().counts),
      ...Object.keys(taskRow('a')),
    ];
    const others = [...Object.keys(pullRequest(1)), 'seen'];
    expect([...keys, ...others].filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });

  test('names only verbs that exist', () => {
    const named = [...page.matchAll(/`czar ([a-z]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => !commands.some((command) => command.name() === name))).toEqual([]);
  });
});

const scripts: readonly (readonly [string, readonly string[]])[] = [
  ['inject-task.sh', ['qa', 'x.md']],
  ['prompt-worker.sh', ['qa', 'hello']],
  ['assign-bonus-task.sh', ['qa']],
  ['update-worker-status.sh', []],
  ['detect-idle-workers.sh', []],
  ['detect-stuck-workers.sh', []],
  ['detect-conflicts.sh', []],
  ['check-ready-prs.sh', []],
  ['auto-review-prs.sh', []],
  ['run-pr-checks.sh', ['4']],
  ['check-omnibus-ready.sh', []],
  ['create-omnibus.sh', []],
  ['czar-autonomous.sh', []],
];

describe('a script of the original names', () => {
  test.each(scripts)('%s is a call of the command line that is understood', async (name, args) => {
    const text = readFileSync(new URL(`scripts/${name}`, root), 'utf8');
    const [, call = ''] =
      /^exec node "\$\(dirname -- "\$0"\)\/\.\.\/dist\/main\.js" (.+) "\$@"$/m.exec(text) ?? [];
    const tasks = [taskRow('a', { status: 'ready' })];
    const snapshot = { ...oneWorkerWorld(), tasks, pullRequests: [pullRequest(4, { task: 'a' })] };
    const on = machine({
      files: { 'x.md': 'text' },
      receipts: [{ from: 0, receipt: { state: 'confirmed', says: 'there' } }],
      pictures: [{ from: 0, snapshot }],
    });
    const { code, err } = await czar(on, ...call.split(' '), ...args);
    expect(err).toBe('');
    expect(code).toBe(name === 'check-omnibus-ready.sh' ? 1 : 0);
    expect(page).toContain(`| \`scripts/${name}`);
    expect(page).toContain(`\`czar ${call}\``);
  });

  test.each(scripts)('%s is a shell script without a mistake', (name) => {
    const path = fileURLToPath(new URL(`scripts/${name}`, root));
    expect(spawnSync('sh', ['-n', path]).status).toBe(0);
    expect(spawnSync('test', ['-x', path]).status).toBe(0);
  });
});

test('a question knows how it is answered in the documentation', () => {
  const missing = Object.keys(question(1)).filter((key) => key !== 'about' && !page.includes(`\`${key}\``));
  expect(missing).toEqual([]);
});
