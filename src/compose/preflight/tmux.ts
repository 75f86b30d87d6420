import { runProcess } from '../../adapters/process/run.ts';
import { Fault } from '../../domain/fault.ts';
import type { Refusal } from '../refusal.ts';
import { definedEnv, type Surroundings } from '../surroundings.ts';

const oldest: readonly [number, number] = [3, 2];
const help = 'apt-get install tmux, or brew install tmux (https://github.com/tmux/tmux/wiki/Installing)';

/** Null: tmux is there and new enough. */
export async function refuseTmux(env: Surroundings['env']): Promise<Refusal | null> {
  const said = await tmuxVersion(env);
  if (said === null) return { what: 'use tmux', on: 'tmux', because: 'it is not installed', help };
  if (isNewEnough(said)) return null;
  const because = `Czar needs tmux ${oldest.join('.')} or newer`;
  return { what: 'use tmux', on: said === '' ? 'tmux' : said, because, help };
}

/** "tmux 3.3a", "tmux next-3.4", "tmux openbsd-7.4"; a build from its sources has no number and counts as new. */
export function isNewEnough(version: string): boolean {
  if (/^tmux (?:master|openbsd-)/.test(version)) return true;
  const [, major = '0', minor = '0'] = /^tmux (?:next-)?(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1]);
}

/** As `tmux -V` says; null: there is no tmux. */
export async function tmuxVersion(env: Surroundings['env']): Promise<string | null> {
  try {
    const { stdout } = await runProcess({
      argv: ['tmux', '-V'],
      cwd: '/',
      env: definedEnv(env),
      timeoutMs: 10_000,
      graceMs: 1_000,
      outputLimitBytes: 1_000,
    });
    return stdout.trim();
  } catch (error) {
    if (error instanceof Fault && error.facts.code === 'command-failed') return null;
    throw error;
  }
}
