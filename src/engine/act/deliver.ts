import { isStopped } from '../../decide/wrap-up.ts';
import { deliveredText } from '../../domain/delivered-text.ts';
import type { Delivery } from '../../domain/delivery.ts';
import type { Fault } from '../../domain/fault.ts';
import type { ActionOf } from '../../domain/plan.ts';
import { concludeDelivery, hold } from './after-delivery.ts';
import { compose } from './compose.ts';
import { look, type LookedAt } from './composer.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { DRAFT, whyNotListening } from './listening.ts';
import { bytesOf, type TypedText, typedText } from './long-text.ts';
import { limitIn, seen } from './looking.ts';
import { returnOwn } from './taken-back.ts';
import { type Agent, agentNow, notNow, taskNow } from './subject.ts';
import { type Behind, type Ended, UNREAD } from './ended.ts';
import { submit } from './submit.ts';

const NONCE_DIGITS = 12;
const READING_PAUSES_MS = [100, 200, 400, 800, 1_600] as const;

/**
 * Gives a text to an agent: composed from the world as it is now, refused unless the agent provably listens, journaled before the
 * first key, and never submitted twice under its id.
 */
export const deliver: Runner<ActionOf<'deliver'>> = async (effect) => {
  const { action, parts } = effect;
  const agent = agentNow(effect, action.worker, action.generation);
  if (agent === null) throw notNow(`deliver ${action.as}`, action.worker, 'that session is over');
  if (effect.now().ledger.receipts.has(action.delivery)) {
    throw notNow(`deliver ${action.as}`, action.worker, `${action.delivery} was begun before`);
  }
  const composed = await compose(effect);
  if (composed === null) return { says: `${action.as}: nothing is to be told any more`, facts: [] };
  const nonce = parts.clock.randomHex(NONCE_DIGITS);
  const whole = deliveredText(composed.message, { id: action.delivery, nonce });
  const because = await whyNot(effect, agent);
  if (because !== null) {
    // In one line of the journal: a text that is not even tried must never look like one that may have arrived.
    const delivery = deliveryOf(effect, { text: whole }, composed.textHash);
    const { facts } = await concludeDelivery(effect, delivery, { verdict: 'refused', because });
    await effect.step([{ type: 'delivery.began', delivery }, ...facts]);
    throw refusal(delivery, because);
  }
  await parts.terminal.showDraft(agent.who, false);
  const typed = await typedText(effect, agent, { id: action.delivery, text: whole });
  const delivery = deliveryOf(effect, typed, composed.textHash);
  await effect.step([{ type: 'delivery.began', delivery }]);
  const { id, bytes } = delivery;
  return conclude(effect, delivery, await submit(effect, agent, { id, bytes, text: typed.text }));
};

/** A refusal is a fault once its receipt is durable: the next try waits, and many of them become a question. */
async function conclude(effect: Effect, delivery: Delivery, ended: Ended | Behind): Promise<Done> {
  if (ended.verdict === 'held') return hold(delivery, ended);
  const done = await concludeDelivery(effect, delivery, ended);
  if (ended.verdict !== 'refused') return done;
  await effect.step(done.facts);
  throw refusal(delivery, ended.because);
}

function refusal({ kind, id, worker }: Delivery, because: string): Fault {
  return notNow(`deliver ${kind} ${id}`, worker, because);
}

function deliveryOf(
  { action, parts }: Effect<ActionOf<'deliver'>>,
  { text, file }: TypedText,
  textHash: string | null,
): Delivery {
  const { delivery: id, worker, generation, task, attempt, as: kind, item } = action;
  return {
    id,
    worker,
    generation,
    task,
    attempt,
    kind,
    item,
    textHash,
    sha256: parts.digest.sha256(text),
    bytes: bytesOf(text),
    ...(file === undefined ? {} : { file }),
    at: parts.clock.now(),
  };
}

/** An agent that draws much, or on a busy machine, reads a moment later what its terminal told it. */
async function whyNot(effect: Effect<ActionOf<'deliver'>>, agent: Agent): Promise<string | null> {
  for (const pauseMs of READING_PAUSES_MS) {
    const because = await whyNotNow(effect, agent);
    if (because !== UNREAD) return because;
    await effect.parts.clock.wait(pauseMs, effect.signal);
  }
  return whyNotNow(effect, agent);
}

async function whyNotNow(effect: Effect<ActionOf<'deliver'>>, agent: Agent): Promise<string | null> {
  const { as, task } = effect.action;
  const stop = task === null ? null : taskNow(effect.now(), task);
  if (as !== 'wrap-up' && isStopped(effect.now(), stop)) return 'a limit is reached';
  const screen = await look(effect, agent);
  if (screen !== null) await tellNews(effect, agent, screen);
  const because = whyNotListening(effect.now(), agent, { as, screen });
  // What was typed before would be submitted with it.
  if (because === null && (await effect.parts.terminal.unread(agent.who)) === true) return UNREAD;
  return because === DRAFT && screen !== null ? behindDraft(effect, agent, screen) : because;
}

/** A draft keeps it waiting, unless it is a text of Czar's own: whoever is attached is told. */
async function behindDraft(
  effect: Effect<ActionOf<'deliver'>>,
  agent: Agent,
  screen: LookedAt,
): Promise<string> {
  const mayGoOut = effect.action.as !== 'wrap-up';
  const returned = await returnOwn(effect, agent, { screen, mayGoOut });
  if (returned === null) await effect.parts.terminal.showDraft(agent.who, true);
  return returned ?? DRAFT;
}

/** A dialog of which nothing told, or not yet what it asks; a usage limit that only the screen tells of. */
async function tellNews(effect: Effect, agent: Agent, screen: LookedAt): Promise<void> {
  const limit = limitIn(effect, agent, screen);
  if (screen.shows !== 'dialog' && limit.limit === undefined) return;
  await effect.step([{ ...seen(effect, agent, screen), ...limit }]);
}
