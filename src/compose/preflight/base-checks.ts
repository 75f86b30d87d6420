import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '../../adapters/files/read-if-there.ts';
import { replaceFile } from '../../adapters/files/replace-file.ts';
import type { Check, Policy } from '../../domain/policy.ts';
import type { CheckResult } from '../../domain/pull-request.ts';
import type { Repository } from '../../ports/repository.ts';
import type { Refused } from '../../surfaces/cli/project-door.ts';
import type { OpenedProject } from '../human-files.ts';
import { refusedFor } from '../refusal.ts';
import { forgetProcesses, writtenTether } from './left-processes.ts';

/**
 * Runs each check once on the base: one that fails there would fail every task. What passed is remembered, so that a start after
 * a crash does not wait for it again. Errors: Fault `bad-input` for an unknown name in `allowRed`, and those of a setup.
 */
export async function refuseRedBase(
  { place, policy }: OpenedProject,
  { history, merges }: Repository,
  allowRed: readonly string[],
): Promise<Refused | null> {
  const unknown = allowRed.find((name) => !policy.checks.some((check) => check.name === name));
  if (unknown !== undefined) return refusedFor([noSuchCheck(unknown, policy)], 2);
  const checks = policy.checks.filter(({ name }) => !allowRed.includes(name));
  const base = await history.baseTip(policy.base);
  if (checks.length === 0 || !base.known || base.value === null) return null;
  const remembered = join(place.journalDir, 'base-checks');
  const key = keyOf(base.value, checks, policy);
  if ((await readIfThere(remembered)) === key) return null;
  const at = `${policy.base}@${base.value.slice(0, 7)}`;
  place.around.progress(`checking ${at}: ${checks.map(({ name }) => name).join(', ')}`);
  const results = await merges.test({
    commit: base.value,
    checks,
    setup: policy.setup,
    tether: writtenTether(place.journalDir),
    signal: place.around.signal,
  });
  await forgetProcesses(place.journalDir);
  const red = results.filter(({ verdict }) => verdict === 'failed' || verdict === 'timed-out');
  if (red.length > 0) return redBase(red, at);
  await mkdir(place.journalDir, { recursive: true, mode: 0o700 });
  await replaceFile(remembered, key);
  return null;
}

function keyOf(commit: string, checks: readonly Check[], { setup }: Policy): string {
  return createHash('sha256')
    .update(JSON.stringify([commit, checks, setup]))
    .digest('hex');
}

function redBase(red: readonly CheckResult[], at: string): Refused {
  const told = red.map(({ name, verdict, tail }) => {
    const how = verdict === 'timed-out' ? 'does not end in its time' : 'already fails';
    const lines = tail.trimEnd() === '' ? [] : tail.trimEnd().split('\n');
    return [`check "${name}" ${how} on ${at}`, ...lines.map((line) => `  | ${line}`)].join('\n');
  });
  const flags = red.map(({ name }) => `--allow-red ${name}`).join(' ');
  const says = `${told.join('\n')}\n  mend the base, or leave it out of the first look: czar start ${flags}`;
  return { state: 'refused', exit: 1, says };
}

function noSuchCheck(name: string, { checks }: Policy) {
  const known = checks.map((check) => check.name).join(', ');
  const because = known === '' ? 'the config has no checks' : `the checks are ${known}`;
  return { what: 'leave out the check', on: name, because, help: 'czar start --help' };
}
