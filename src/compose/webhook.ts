import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { openWebhook } from '../adapters/github/webhook.ts';
import { Fault } from '../domain/fault.ts';
import type { Clock } from '../ports/clock.ts';
import type { Hooks } from '../ports/hooks.ts';
import { chooseForge } from './forge.ts';
import type { OpenedProject } from './human-files.ts';
import { definedEnv } from './surroundings.ts';

const LEAST_LENGTH = 16;
const VARIABLE = 'CZAR_WEBHOOK_SECRET';

/** Where GitHub tells of changes; null where the config wants none, or pull requests are files. */
export function webhookOf(opened: OpenedProject, clock: Pick<Clock, 'now'>): Hooks | null {
  const { webhook = null } = opened.policy.github;
  const choice = chooseForge(opened);
  if (webhook === null || choice.kind !== 'github') return null;
  const { owner, name } = choice.slug;
  return openWebhook({
    ...webhook,
    now: () => clock.now(),
    letters: async () => {
      const secret = await secretOf(opened);
      const { openHookLetters } = await import('../adapters/github/hook-letters.ts');
      return openHookLetters({ secret, owner, name, now: () => clock.now() });
    },
  });
}

/** Of the environment, else of the file that the config names; never of the config itself. */
async function secretOf({ place, policy }: OpenedProject): Promise<string> {
  const given = definedEnv(place.around.env)[VARIABLE] ?? '';
  const file = policy.github.webhook?.secretFile ?? null;
  const secret = given !== '' || file === null ? given : await readSecret(place.root, file);
  if (secret.length >= LEAST_LENGTH) return secret;
  const because =
    secret === '' ? `there is no secret` : `its secret is shorter than ${LEAST_LENGTH} characters`;
  const help = `export ${VARIABLE}=…, or name a file in github.webhook.secretFile`;
  throw new Fault({ code: 'bad-input', what: 'listen', on: 'github.webhook', because, help });
}

async function readSecret(root: string, file: string): Promise<string> {
  const path = isAbsolute(file) ? file : join(root, file);
  return (await readFile(path, 'utf8')).trim();
}
