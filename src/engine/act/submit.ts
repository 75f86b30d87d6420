import type { DeliveryId } from '../../domain/names.ts';
import { holdsText, isEmpty, look, pause } from './composer.ts';
import type { Effect } from './effect.ts';
import { type Behind, type Ended, NOT_TYPED, type Sent } from './ended.ts';
import { enters } from './enters.ts';
import { type Agent, workerNow } from './subject.ts';
import { behind } from './take-back.ts';

const PASTE_MS = 100;
const PASTE_MS_PER_KB = 1;
/** A busy machine shows a long paste late, and one that lands after it was given up is a draft in the way of every other text. */
const LANDING_MS = 30_000;
const LANDING_MS_PER_100_KB = 1_000;
const LANDING_FIRST_POLL_MS = 25;
const LANDING_LAST_POLL_MS = 1_000;

/**
 * Pastes a text, presses Enter apart, and waits for the agent's own event with the whole text. Enter is pressed again only while the
 * composer provably holds the text, and the Enter before did not work (decide/enter-again.ts); the text itself is never pasted twice.
 */
export async function submit(effect: Effect, agent: Agent, sent: Sent): Promise<Ended | Behind> {
  const { terminal, clock } = effect.parts;
  const wasBusy = workerNow(effect.now(), agent.who.worker).agent.activity === 'busy';
  const pasted = await terminal.paste(agent.who, sent.text, sent.id);
  if (!pasted.typed) return { verdict: 'refused', because: NOT_TYPED[pasted.because] };
  const pastedMs = clock.monotonicMs();
  await pause(effect, PASTE_MS + (sent.bytes / 1_000) * PASTE_MS_PER_KB);
  const ended = await landing(effect, agent, sent);
  return ended ?? enters(effect, agent, { sent, wasBusy, paceMs: clock.monotonicMs() - pastedMs });
}

/** Null: Enter may be pressed, because the text is there or nobody can tell. */
async function landing(effect: Effect, agent: Agent, { id, bytes }: Sent): Promise<Ended | Behind | null> {
  const { clock } = effect.parts;
  const giveUpAt = clock.monotonicMs() + LANDING_MS + (bytes / 100_000) * LANDING_MS_PER_100_KB;
  let pollMs = LANDING_FIRST_POLL_MS;
  let screen = await look(effect, agent);
  while (screen !== null && isUndecided(screen, id) && clock.monotonicMs() < giveUpAt) {
    await pause(effect, pollMs);
    pollMs = Math.min(pollMs * 2, LANDING_LAST_POLL_MS);
    screen = await look(effect, agent);
  }
  if (screen === null) return { verdict: 'refused', because: 'its session ended before Enter' };
  if (screen.shows === 'dialog') return behind(effect, agent, { screen, entered: false });
  if (screen.composer === null || holdsText(screen, id)) return null;
  return isEmpty(screen)
    ? { verdict: 'refused', because: 'the paste never reached the composer' }
    : { verdict: 'unverified', because: 'the composer holds something else beside the text' };
}

function isUndecided(screen: Parameters<typeof holdsText>[0], id: DeliveryId): boolean {
  return screen.shows !== 'dialog' && screen.composer !== null && !holdsText(screen, id);
}
