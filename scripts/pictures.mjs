// Draws docs/pictures/ anew: the terminal interface over a real run of demo agents, taken out of a real tmux and written as SVG.
// `node scripts/pictures.mjs` takes about a minute; what is drawn is what the program shows, times included.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { svgOf } from './lib/svg.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const program = join(root, 'dist', 'main.js');
const pictures = join(root, 'docs', 'pictures');
const [columns, rows] = [110, 30];
const deadlineMs = 120_000;

const scratch = mkdtempSync(join(tmpdir(), 'czar-pictures-'));
const shop = join(scratch, 'shop');
const env = {
  PATH: process.env.PATH,
  HOME: join(scratch, 'home'),
  TMUX_TMPDIR: scratch,
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
  SHELL: '/bin/sh',
  GIT_CONFIG_NOSYSTEM: '1',
};

try {
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs'), '--if-stale'], { stdio: 'inherit' });
  makeShop();
  czar('start', '--no-wait', '--trust');
  tmux(
    'new-session',
    '-d',
    '-s',
    'mine',
    '-x',
    String(columns),
    '-y',
    String(rows),
    '-c',
    shop,
    `'${process.execPath}' '${program}'`,
  );
  await sees(/3 for you.*[4-9]\/\d+ merged|[4-9]\/\d+ merged[\s\S]*3 for you/);
  mkdirSync(pictures, { recursive: true });
  await take('overview', []);
  await take('graph', ['3']);
  await take('question', ['n', 'j', 'Enter']);
} finally {
  spawnSync(process.execPath, [program, '-C', shop, 'stop', '--all', '--now'], { env, cwd: shop });
  spawnSync('tmux', ['-L', 'pictures', 'kill-server'], { env });
  await removed(scratch);
}

/** What has just been ended may still write its last file. */
async function removed(folder) {
  for (let tries = 1; ; tries += 1) {
    try {
      return rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (tries === 20 || error.code !== 'ENOTEMPTY') throw error;
      await pause(250);
    }
  }
}

/** Presses keys, waits until nothing moves any more, and writes what is there. */
async function take(name, keys) {
  for (const key of keys) {
    tmux('send-keys', '-t', 'mine', key);
    await pause(700);
  }
  await pause(1_000);
  const screen = tmux('capture-pane', '-p', '-e', '-N', '-t', 'mine');
  const path = join(pictures, `${name}.svg`);
  writeFileSync(path, svgOf(screen, { columns, rows, title: `czar: ${name}` }));
  process.stderr.write(`${path}\n`);
}

async function sees(pattern) {
  const end = performance.now() + deadlineMs;
  while (!pattern.test(tmux('capture-pane', '-p', '-t', 'mine'))) {
    if (performance.now() > end) throw new Error(`in vain:\n${tmux('capture-pane', '-p', '-t', 'mine')}`);
    await pause(200);
  }
}

function tmux(...args) {
  return execFileSync('tmux', ['-f', '/dev/null', '-L', 'pictures', ...args], { env, encoding: 'utf8' });
}

function czar(...args) {
  return execFileSync(process.execPath, [program, ...args], { env, cwd: shop, encoding: 'utf8' });
}

function steps(title, ...lines) {
  return `# ${title}\n\n\`\`\`demo\n${lines.join('\n')}\n\`\`\`\n`;
}

function writes(name) {
  return [`write ${name}.txt <<END`, name, 'END'];
}

/** A small shop in its night: some is merged, somebody asks, somebody is at work, somebody froze. */
function makeShop() {
  const done = (title, name) => steps(title, ...writes(name), `commit --complete "${title}"`);
  const primary = {
    engineer1: steps(
      'Checkout flow',
      ...writes('checkout'),
      'commit "Begin the checkout"',
      ...writes('more'),
      'pause 10m',
    ),
    engineer2: steps(
      'Totals of the cart',
      ...writes('cart'),
      'commit "Add totals"',
      '@permission psql -c "drop table carts"',
    ),
    engineer3: steps('Search index', ...writes('search'), '@freeze 20m'),
    engineer4: steps(
      'Login for the API',
      ...writes('login'),
      'commit "Begin"',
      '@blocked keep both endpoints, or drop v1?',
    ),
    qa: done('Smoke tests', 'smoke'),
    docs: steps('Getting started', '@question which version do we write for?'),
  };
  const bonus = {
    prices: [done('Prices with tax', 'prices'), 'qa'],
    images: [done('Images of products', 'images'), null],
    mails: [done('Mails to customers', 'mails'), null],
    admin: [done('Login of admins', 'admin'), 'engineer4'],
    audit: [done('Audit log', 'audit'), 'admin'],
    reports: [done('Reports', 'reports'), 'audit'],
    returns: [done('Returns', 'returns'), 'engineer1'],
  };
  for (const folder of [join(shop, 'tasks'), env.HOME]) mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(primary)) writeFileSync(join(shop, 'tasks', `${name}.md`), text);
  for (const [name, [text, after]] of Object.entries(bonus))
    writeFileSync(
      join(shop, 'tasks', `${name}.md`),
      `${after === null ? '' : `---\nafter: [${after}]\n---\n`}${text}`,
    );
  const entries = (names) =>
    Object.fromEntries(names.map((name, index) => [name, { status: 'pending', priority: index + 1 }]));
  const queue = { primary_tasks: entries(Object.keys(primary)), bonus_tasks: entries(Object.keys(bonus)) };
  const config = { project: 'shop', agent: 'demo', limits: { minFreeMemory: '1MB', minFreeDisk: '1MB' } };
  writeFileSync(join(shop, 'work-queue.json'), JSON.stringify(queue, null, 2));
  writeFileSync(join(shop, 'czar.config.json'), JSON.stringify(config, null, 2));
  const git = (...args) => execFileSync('git', args, { cwd: shop, env });
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Ann');
  git('config', 'user.email', 'ann@czar.invalid');
  git('add', '-A');
  git('commit', '-qm', 'The shop');
}
