import { whyOver } from '../../decide/receipts.ts';
import { canonicalText, type Receipt } from '../../domain/delivery.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { AgentScreen } from '../../ports/agent.ts';
import { logVerdict } from '../injection-log.ts';
import { concludeDelivery, hold } from './after-delivery.ts';
import { holdsText, isEmpty, look } from './composer.ts';
import { echo, echoTimeMs } from './echo.ts';
import type { Effect, Runner } from './effect.ts';
import { type Behind, type Ended, UNREAD } from './ended.ts';
import { type Agent, agentNow, workerNow } from './subject.ts';
import { behind, takeBack } from './take-back.ts';

/** For an event that the agent wrote while nobody was there to hear it. */
const LISTEN_MS = 3_000;

/**
 * Finds out what became of a text whose sender died, or that a dialog came before: by the agent's event, else by what its composer
 * holds.
 */
export const settleDelivery: Runner<ActionOf<'settle-delivery'>> = async (effect) => {
  const { delivery: id, worker, generation } = effect.action;
  const receipt = effect.now().ledger.receipts.get(id);
  if (receipt?.verdict !== 'open') return { says: `${id} is settled`, facts: [] };
  const agent = agentNow(effect, worker, generation);
  const ended = agent === null ? SESSION_OVER : await settle(effect, agent, receipt);
  const { verdict = 'open' } = effect.now().ledger.receipts.get(id) ?? {};
  if (verdict !== 'open') {
    // Whoever reads the events was faster, and leaves the log to whoever is at it.
    await logVerdict(effect.parts, receipt, verdict);
    return { says: `${id} is settled`, facts: [] };
  }
  return ended.verdict === 'held' ? hold(receipt, ended) : concludeDelivery(effect, receipt, ended);
};

const UNKNOWN: Ended = { verdict: 'unverified', because: 'nothing shows what became of it' };
const SESSION_OVER: Ended = { verdict: 'refused', because: 'the session ended' };

async function settle(effect: Effect, agent: Agent, receipt: Receipt): Promise<Ended | Behind> {
  const screen = receipt.held?.entered === false ? await look(effect, agent) : null;
  if (screen !== null && holdsText(screen, receipt.id)) return inComposer(effect, agent, { receipt, screen });
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

async function byScreen(effect: Effect, agent: Agent, receipt: Receipt): Promise<Ended | Behind> {
  const screen = await look(effect, agent);
  if (screen === null) return UNKNOWN;
  const entered = receipt.held?.entered ?? true;
  if (screen.shows === 'dialog') return behind(effect, agent, { screen, entered });
  if (holdsText(screen, receipt.id)) return inComposer(effect, agent, { receipt, screen });
  const isUntouched = screen.shows === 'prompt' && isEmpty(screen) && provesPrompts(agent);
  if (isUntouched && (!entered || saidNothingSince(effect, receipt))) {
    return { verdict: 'refused', because: 'it was provably not submitted' };
  }
  return UNKNOWN;
}

/** It goes out at the prompt, if somebody still wants it; a turn that is under way is waited for. */
async function inComposer(
  effect: Effect,
  agent: Agent,
  { receipt, screen }: { readonly receipt: Receipt; readonly screen: AgentScreen },
): Promise<Ended | Behind> {
  const entered = receipt.held?.entered ?? true;
  const because = whyOver(effect.now(), receipt);
  if (because !== null) return takeBack(effect, agent, { id: receipt.id, because, entered });
  if (screen.shows === 'prompt') return finish(effect, agent, receipt);
  return { verdict: 'held', because: 'it stands in the composer of an agent at work', entered };
}

/** One Enter, for a text that was pasted and stands there unsent. Left standing, it would keep every other text out. */
async function finish(effect: Effect, agent: Agent, receipt: Receipt): Promise<Ended | Behind> {
  const { terminal } = effect.parts;
  const unread: Behind = { verdict: 'held', because: UNREAD, entered: true };
  // The Enter of whoever died may be on its way still.
  if ((await terminal.unread(agent.who)) === true) return unread;
  const typed = await terminal.enter(agent.who);
  if (!typed.typed) return { verdict: 'unverified', because: `it stands in the composer: ${typed.because}` };
  const timeoutMs = echoTimeMs(receipt.bytes);
  const heard = await heardWithin(effect, agent, { receipt, timeoutMs });
  if (heard !== null) return heard;
  if ((await terminal.unread(agent.who)) === true) return unread;
  const because = 'Enter was pressed once more, and no event came';
  const screen = await look(effect, agent);
  if (screen?.shows === 'dialog') return behind(effect, agent, { screen, entered: true });
  return screen !== null && holdsText(screen, receipt.id)
    ? takeBack(effect, agent, { id: receipt.id, because, entered: true })
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
