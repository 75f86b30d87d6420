import { canonicalText, type Receipt } from '../../domain/delivery.ts';
import type { ActionOf } from '../../domain/plan.ts';
import { concludeDelivery } from './after-delivery.ts';
import { holdsText, isEmpty, look } from './composer.ts';
import type { Effect, Runner } from './effect.ts';
import { type Agent, agentNow, workerNow } from './subject.ts';
import { echo, echoTimeMs, type Ended, takeBack } from './submit.ts';

/** For an event that the agent wrote while nobody was there to hear it. */
const LISTEN_MS = 3_000;

/** Finds out what became of a text whose sender died: by the agent's event, else by what its composer holds. */
export const settleDelivery: Runner<ActionOf<'settle-delivery'>> = async (effect) => {
  const { delivery: id, worker, generation } = effect.action;
  const receipt = effect.now().ledger.receipts.get(id);
  if (receipt?.verdict !== 'open') return { says: `${id} is settled`, facts: [] };
  const agent = agentNow(effect, worker, generation);
  const ended = agent === null ? SESSION_OVER : await settle(effect, agent, receipt);
  if (isSettled(effect, id)) return { says: `${id} is settled`, facts: [] };
  return concludeDelivery(effect, receipt, ended);
};

const SESSION_OVER: Ended = { verdict: 'refused', because: 'the session ended' };

/** Whoever reads the events may have been faster. */
function isSettled(effect: Effect, id: string): boolean {
  return effect.now().ledger.receipts.get(id)?.verdict !== 'open';
}

async function settle(effect: Effect, agent: Agent, receipt: Receipt): Promise<Ended> {
  return (
    (await heardWithin(effect, agent, { receipt, timeoutMs: LISTEN_MS })) ?? byScreen(effect, agent, receipt)
  );
}

async function heardWithin(
  effect: Effect,
  agent: Agent,
  { receipt, timeoutMs }: { readonly receipt: Receipt; readonly timeoutMs: number },
): Promise<Ended | null> {
  const event = await echo(effect, agent, { id: receipt.id, timeoutMs });
  if (event === null) return null;
  const isWhole = effect.parts.digest.sha256(canonicalText(event.text ?? '')) === receipt.sha256;
  return isWhole
    ? { verdict: 'confirmed', because: 'its prompt event has the whole text' }
    : { verdict: 'unverified', because: 'it arrived altered' };
}

async function byScreen(effect: Effect, agent: Agent, receipt: Receipt): Promise<Ended> {
  const screen = await look(effect, agent);
  if (screen !== null && screen.shows === 'prompt' && holdsText(screen, receipt.id)) {
    return finish(effect, agent, receipt);
  }
  const isUntouched = screen !== null && screen.shows === 'prompt' && isEmpty(screen);
  if (isUntouched && provesPrompts(agent) && saidNothingSince(effect, receipt)) {
    return { verdict: 'refused', because: 'it was provably not submitted' };
  }
  return { verdict: 'unverified', because: 'nothing shows what became of it' };
}

/** One Enter, for a text that was pasted and stands there unsent. Left standing, it would keep every other text out. */
async function finish(effect: Effect, agent: Agent, receipt: Receipt): Promise<Ended> {
  const typed = await effect.parts.terminal.enter(agent.who);
  if (!typed.typed) return { verdict: 'unverified', because: `it stands in the composer: ${typed.because}` };
  const timeoutMs = echoTimeMs(receipt.bytes);
  const heard = await heardWithin(effect, agent, { receipt, timeoutMs });
  if (heard !== null) return heard;
  const because = 'Enter was pressed once more, and no event came';
  const screen = await look(effect, agent);
  return screen !== null && holdsText(screen, receipt.id)
    ? takeBack(effect, agent, { id: receipt.id, because })
    : { verdict: 'unverified', because };
}

function provesPrompts({ kind }: Agent): boolean {
  return kind.facts.proves === 'prompt-event';
}

/** A turn since then may have been about this text. */
function saidNothingSince(effect: Effect, { worker, at }: Receipt): boolean {
  const { agent } = workerNow(effect.now(), worker);
  return agent.activity === 'idle' && (agent.lastEventAt === null || agent.lastEventAt < at);
}
