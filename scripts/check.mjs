// Runs the checks in order, cheap ones first, and says how long each took: `ok 3.1s lint`. The simulator needs a processor and
// nothing else, so it runs beside all others, which wait now and then; what it says is shown between two steps.
// Stops at the first that fails. 200 seeds are simulated. With --all it runs every check, a part of the kills at every boundary,
// the days of agents and the end-to-end tests as well, whatever fails on the way, and ends with the line `N passed, N failed`:
// each test counts, and each tool as one.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, setPriority, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stepTimeoutMs = 40 * 60_000;
/** Where both want a processor, the tests of real processes get nearly all of it, and the simulator what they leave. */
const besidePriority = 15;
const all = process.argv.includes('--all');

const quick = [
  { name: 'format', script: 'format:check' },
  { name: 'lint', script: 'lint' },
  { name: 'types', script: 'types' },
  { name: 'knip', script: 'knip' },
  { name: 'unit', script: 'test:unit', tests: true },
];
const waiting = [
  { name: 'contract', script: 'test:contract', tests: true },
  ...(all ? [{ name: 'e2e', script: 'test:e2e', tests: true }] : []),
];
const besides = [
  { name: 'sim', script: 'test:sim', tests: true, beside: true, env: { CZAR_SIM_SEEDS: '200' } },
  ...(all
    ? [
        { name: 'kills', script: 'test:kills', tests: true, beside: true, env: { CZAR_KILL_SHARES: '1' } },
        { name: 'days', script: 'test:days', tests: true, beside: true },
      ]
    : []),
];

const scratch = mkdtempSync(join(tmpdir(), 'czar-check-'));
/** Pids of the steps that run now; each is the first of a process group of its own. */
const running = new Set();
let besideIsCalledOff = false;
process.on('exit', () => {
  for (const pid of running) end(pid);
  rmSync(scratch, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => process.exit(128 + constants.signals[signal]));

const total = { passed: 0, failed: 0 };
/** What the steps beside said so far and nobody has seen. */
let unshown = '';
const beside = inOrder(besides);
await inOrder(quick);
if (mayGoOn()) await inOrder(waiting);
if (!mayGoOn()) callOffBeside();
await beside;
show();
if (all) process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

async function inOrder(steps) {
  for (const step of steps) {
    if (!mayGoOn()) return;
    const { passed, failed, says } = await timed(step);
    total.passed += passed;
    total.failed += failed;
    unshown += says;
    if (!step.beside) show();
  }
}

function mayGoOn() {
  return all || total.failed === 0;
}

function show() {
  process.stdout.write(unshown);
  unshown = '';
}

/** Linux may share processors out among sessions first, whatever the priority of what runs in them. */
function standBack(pid) {
  setPriority(pid, besidePriority);
  const ofSession = `/proc/${pid}/autogroup`;
  if (!existsSync(ofSession)) return;
  try {
    writeFileSync(ofSession, String(besidePriority));
  } catch (error) {
    process.stderr.write(`the steps beside keep their share of the processors: ${error.message}\n`);
  }
}

function callOffBeside() {
  besideIsCalledOff = true;
  for (const pid of running) end(pid);
}

function end(pid) {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

async function timed(step) {
  const startedMs = performance.now();
  const count = step.tests ? await runTests(step) : await runTool(step);
  if (step.beside && besideIsCalledOff) return { passed: 0, failed: 0, says: `called off: ${step.name}\n` };
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const tests = step.tests ? ` (${count.passed} passed, ${count.failed} failed)` : '';
  const line = `${count.failed === 0 ? 'ok' : 'FAILED'} ${seconds}s ${step.name}${tests}\n`;
  return { ...count, says: step.beside ? `${readFileSync(outputOf(step), 'utf8')}${line}` : line };
}

async function runTool(step) {
  return (await succeeds(step, [])) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A run that fails outside its tests (a file that does not load, no test at all) counts as one failure. */
async function runTests(step) {
  const report = join(scratch, `${step.name}.json`);
  const ok = await succeeds(step, ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  const { passed, failed } = readCount(report);
  return ok && passed > 0 ? { passed, failed } : { passed, failed: Math.max(1, failed) };
}

function readCount(report) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return { passed: 0, failed: 0 };
  }
}

async function succeeds(step, args) {
  const output = step.beside ? openSync(outputOf(step), 'w') : 'inherit';
  const child = spawn('npm', ['run', '--silent', step.script, '--', ...args], {
    cwd: root,
    env: { ...process.env, ...step.env },
    stdio: [step.beside ? 'ignore' : 'inherit', output, output],
    timeout: stepTimeoutMs,
    detached: true,
  });
  if (child.pid !== undefined) running.add(child.pid);
  if (child.pid !== undefined && step.beside) standBack(child.pid);
  const status = await new Promise((resolve) => {
    child.once('close', resolve);
    child.once('error', (error) => {
      process.stderr.write(`npm run ${step.script}: ${error.message}\n`);
      resolve(null);
    });
  });
  running.delete(child.pid);
  if (step.beside) closeSync(output);
  return status === 0;
}

function outputOf({ name }) {
  return join(scratch, `${name}.txt`);
}
