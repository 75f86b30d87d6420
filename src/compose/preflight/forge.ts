import { lackOf } from '../../adapters/github/check.ts';
import { openClock } from '../../adapters/clock/clock.ts';
import { Fault } from '../../domain/fault.ts';
import { apiOf, chooseForge, tokensOf } from '../forge.ts';
import type { OpenedProject } from '../human-files.ts';
import type { Refusal } from '../refusal.ts';

/** A forge that can be used, or null. One that cannot be reached at the moment is only told of: work goes on without it. */
export async function refuseForge(opened: OpenedProject): Promise<Refusal | null> {
  const choice = chooseForge(opened);
  if (choice.kind === 'refused') return choice.refusal;
  if (choice.kind === 'local') return null;
  const { owner, name } = choice.slug;
  const on = `${owner}/${name}`;
  const noToken = await lackOfToken(opened, on);
  if (noToken !== null) return waits(opened, noToken);
  const { app = null } = opened.policy.github;
  const lack = await lackOf(await apiOf(opened, openClock()), { ...choice.slug, isApp: app !== null });
  if (lack === null) return null;
  const { because, help } = lack;
  if (lack.lasting) return { what: 'use GitHub', on, because, ...(help === undefined ? {} : { help }) };
  opened.place.around.progress(`note: ${on}: ${because}; pull requests wait until it answers`);
  return null;
}

/** Where the config leaves it open, agents work, and pull requests wait for an answer. */
function waits({ policy, place }: OpenedProject, noToken: Refusal): Refusal | null {
  if (policy.forge !== 'auto') return noToken;
  place.around.progress(`note: ${noToken.on}: ${noToken.because}; pull requests wait, and you are asked`);
  return null;
}

async function lackOfToken(opened: OpenedProject, on: string): Promise<Refusal | null> {
  try {
    await tokensOf(opened).current();
    return null;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { because, help = '' } = error.facts;
    return { what: 'use GitHub', on, because, help: `${help}, or set "forge": "local"` };
  }
}
