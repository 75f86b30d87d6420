// Runs the checks in order, cheap ones first, and says how long each took: `ok 3.1s lint`.
// Stops at the first that fails, and simulates 200 seeds. With --all it runs every check, 300 seeds, the days of agents
// and the end-to-end tests as well, whatever fails on the way, and ends with the line `N passed, N failed`: each test
// counts, and each tool as one.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stepTimeoutMs = 20 * 60_000;
const all = process.argv.includes('--all');

const steps = [
  { name: 'format', script: 'format:check' },
  { name: 'lint', script: 'lint' },
  { name: 'types', script: 'types' },
  { name: 'knip', script: 'knip' },
  { name: 'unit', script: 'test:unit', tests: true },
  { name: 'contract', script: 'test:contract', tests: true },
  { name: 'sim', script: 'test:sim', tests: true, env: all ? {} : { CZAR_SIM_SEEDS: '200' } },
  ...(all
    ? [
        { name: 'days', script: 'test:days', tests: true },
        { name: 'e2e', script: 'test:e2e', tests: true },
      ]
    : []),
];

const scratch = mkdtempSync(join(tmpdir(), 'czar-check-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

const total = { passed: 0, failed: 0 };
for (const step of steps) {
  const { passed, failed } = timed(step);
  total.passed += passed;
  total.failed += failed;
  if (failed > 0 && !all) break;
}
if (all) process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

function timed(step) {
  const startedMs = performance.now();
  const count = step.tests ? runTests(step) : runTool(step);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  const tests = step.tests ? ` (${count.passed} passed, ${count.failed} failed)` : '';
  process.stdout.write(`${count.failed === 0 ? 'ok' : 'FAILED'} ${seconds}s ${step.name}${tests}\n`);
  return count;
}

function runTool(step) {
  return succeeds(step, []) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A run that fails outside its tests (a file that does not load, no test at all) counts as one failure. */
function runTests(step) {
  const report = join(scratch, `${step.name}.json`);
  const ok = succeeds(step, ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
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

function succeeds({ script, env }, args) {
  const { status, error } = spawnSync('npm', ['run', '--silent', script, '--', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'inherit',
    timeout: stepTimeoutMs,
  });
  if (error) process.stderr.write(`npm run ${script}: ${error.message}\n`);
  return status === 0;
}
