import { lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { keptByAgents } from '../../../../src/compose/clean/kept-by-agents.ts';
import { anAgent } from '../../../support/policy.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const claude = anAgent({ kind: 'claude' });
let home: string;
let worktrees: string;
let file: string;

beforeEach(() => {
  home = temporaryFolder();
  worktrees = join(home, 'shop/.czar/worktrees');
  mkdirSync(join(worktrees, 'w1'), { recursive: true });
  file = join(home, '.claude.json');
  const about = { hasTrustDialogAccepted: true };
  const projects = {
    [join(home, 'shop')]: about,
    [join(worktrees, 'w1')]: about,
    [join(worktrees, 'gone')]: about,
    [join(worktrees, 'gone/sub')]: about,
  };
  writeFileSync(file, JSON.stringify({ userID: 'x', projects }, null, 2), { mode: 0o600 });
});

function buckets(all: boolean, env: Readonly<Record<string, string>> = {}) {
  const agents = new Map([
    ['claude', anAgent({ kind: 'claude', env })],
    ['again', claude],
  ]);
  return keptByAgents({ policy: { agents, root: join(home, 'shop'), worktrees }, env: { HOME: home }, all });
}

const text = () => readFileSync(file, 'utf8');

describe('what claude keeps about worktrees', () => {
  test('goes once the worktree is gone, and nothing else does', async () => {
    const { removals } = await buckets(false);
    expect(removals.map(({ what, name }) => [what, name])).toEqual([
      ['entry', `${join(worktrees, 'gone')} in ${file}`],
    ]);
    expect(await removals[0]?.take()).toBeNull();
    expect(text()).not.toContain('gone"');
    for (const kept of ['"userID": "x"', join(home, 'shop'), join(worktrees, 'w1'), 'gone/sub'])
      expect(text()).toContain(kept);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await buckets(false)).removals).toEqual([]);
  });

  test('stays while the worktree is there, also when all is to go', async () => {
    const before = text();
    const { removals } = await buckets(true);
    expect(removals).toHaveLength(2);
    expect(await removals[0]?.take()).toBe('its worktree is still there');
    expect(text()).toBe(before);
  });

  test('is changed where a link leads, and the link stays', async () => {
    const elsewhere = temporaryFolder();
    writeFileSync(join(elsewhere, 'claude.json'), text());
    mkdirSync(join(home, 'linked'));
    symlinkSync(join(elsewhere, 'claude.json'), join(home, 'linked/.claude.json'));
    const { removals } = await buckets(false, { CLAUDE_CONFIG_DIR: join(home, 'linked') });
    const linked = removals.find(({ name }) => name.includes('linked'));
    expect(await linked?.take()).toBeNull();
    expect(lstatSync(join(home, 'linked/.claude.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(elsewhere, 'claude.json'), 'utf8')).not.toContain('gone"');
  });

  test.each(['', '{', '{"projects": 7}'])('is left alone in a file that holds %j', async (odd) => {
    writeFileSync(file, odd);
    expect((await buckets(true)).removals).toEqual([]);
  });

  test('is not looked for where no agent is claude', async () => {
    const agents = new Map([['demo', anAgent()]]);
    const found = await keptByAgents({
      policy: { agents, root: join(home, 'shop'), worktrees },
      env: { HOME: home },
      all: true,
    });
    expect(found.removals).toEqual([]);
  });
});

test('what codex keeps about worktrees and trials that are gone goes, and nothing else does', async () => {
  const config = join(home, '.codex/config.toml');
  mkdirSync(join(home, '.codex'));
  const table = (folder: string): string =>
    `[projects.${JSON.stringify(folder)}]\ntrust_level = "trusted"\n\n`;
  const kept = ['model = "x"\n\n', table(join(home, 'shop')), table(join(worktrees, 'w1'))];
  const trial = join(home, 'shop/.czar/canary/codex');
  writeFileSync(config, [...kept, table(join(worktrees, 'gone')), table(trial), '[tui]\n'].join(''), {
    mode: 0o600,
  });
  const agents = new Map([['codex', anAgent({ kind: 'codex' })]]);
  const policy = { agents, root: join(home, 'shop'), worktrees };
  const { removals } = await keptByAgents({ policy, env: { HOME: home }, all: false });
  expect(removals.map(({ name }) => name)).toEqual([
    `${join(worktrees, 'gone')} in ${config}`,
    `${trial} in ${config}`,
  ]);
  for (const removal of removals) expect(await removal.take()).toBeNull();
  expect(readFileSync(config, 'utf8')).toBe([...kept, '[tui]\n'].join(''));
  expect(statSync(config).mode & 0o777).toBe(0o600);
});
