import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectRan } from '../support/czar-expect.ts';
import { aShop, demoTask, type Shop } from '../support/czar-shop.ts';

const secret = 'canary-7f3a91';
const secrets = {
  GITHUB_TOKEN: secret,
  AWS_SECRET_ACCESS_KEY: secret,
  ANTHROPIC_API_KEY: secret,
  MY_PASSWORD: secret,
  CZAR_SECRET: secret,
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'user.name',
  GIT_CONFIG_VALUE_0: secret,
  GIT_AUTHOR_NAME: secret,
  TMUX: `/tmp/${secret},1,0`,
  TMUX_PANE: '%0',
};

/** What a command of an agent may have: the allow list, what Czar says, and the identity that the demo agent commits with. */
const agentMayHave =
  /^(PATH|HOME|SHELL|TERM|LANG|LC_ALL|LC_CTYPE|XDG_\w+|PWD|OLDPWD|SHLVL|_|CZAR_(EVENTS?|GENERATION|WORKER|INDEX|PROJECT|SESSION)|GIT_\w+)$/;
/** What gates and setup may have besides. */
const gateMayHave =
  /^(CI|TMPDIR|USER|LOGNAME|CZAR_\w+|PATH|HOME|SHELL|TERM|LANG|LC_\w+|XDG_\w+|PWD|OLDPWD|SHLVL|_)$/;

function names(environment: string): readonly string[] {
  return environment.split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

const shopOfOne = {
  tasks: {
    one: demoTask('$ env | sort > "$HOME/agent.env"; env | sort', 'commit --complete "Add one"'),
  },
  config: {
    setup: { run: 'env | sort > "$HOME/setup.env"' },
    checks: [{ name: 'env', run: 'env | sort | tee "$HOME/gate.env"' }],
  },
};

/** Nothing but what may be there is in the environments that the commands saw. */
function expectClean(shop: Shop): void {
  const agent = names(shop.read('../home/agent.env'));
  expect(agent.filter((name) => !agentMayHave.test(name))).toEqual([]);
  expect(agent).toEqual(expect.arrayContaining(['CZAR_EVENTS', 'CZAR_WORKER', 'CZAR_INDEX', 'HOME', 'PATH']));
  for (const who of ['gate', 'setup']) {
    const seen = names(shop.read(`../home/${who}.env`));
    expect(seen.filter((name) => !gateMayHave.test(name))).toEqual([]);
    expect(seen).toContain('PATH');
  }
}

/** In every file of this machine. */
function expectSecretNowhere(shop: Shop): void {
  const written = filesBelow(shop.base).filter((path) => statSync(path).size < 10_000_000);
  expect(written.length).toBeGreaterThan(20);
  expect(written.filter((path) => readFileSync(path).includes(secret))).toEqual([]);
  expect(shop.git('log', '--all', '--format=%an %cn')).not.toContain(secret);
}

test('secrets of the shell that starts it reach no agent, no gate and no log', async () => {
  const shop = aShop(shopOfOne);
  expectRan(await shop.runWith(secrets, 'start', '--no-wait'), { code: 0 });
  await shop.merged('one');
  expectClean(shop);
  expectSecretNowhere(shop);
  expect(shop.tmuxEnvironment()).not.toContain(secret);
});

test('on a tmux server of a person agents get no more, and its options stay as they are', async () => {
  const shop = aShop({ ...shopOfOne, config: { ...shopOfOne.config, tmux: { socket: 'default' } } });
  const tmux = (...args: readonly string[]): string =>
    execFileSync('tmux', args, {
      env: { ...shop.env, ...secrets, TMUX: '' },
      encoding: 'utf8',
      stdio: 'pipe',
    });
  tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'mine', 'sleep 600');
  const options = (): string => ['-g', '-s', '-gw'].map((which) => tmux('show-options', which)).join();
  const before = { options: options(), environment: tmux('show-environment', '-g') };
  expect(before.environment).toContain(secret);
  await shop.start();
  await shop.merged('one');
  expectClean(shop);
  expectSecretNowhere(shop);
  expect({ options: options(), environment: tmux('show-environment', '-g') }).toEqual(before);
  expectRan(await shop.run('stop', '--all', '--now'), { code: 0 });
  expect(tmux('list-sessions', '-F', '#{session_name}')).toBe('mine\n');
});
