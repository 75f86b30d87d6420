import { whyOver } from '../../decide/receipts.ts';
import type { Receipt } from '../../domain/delivery.ts';
import type { AgentScreen } from '../../ports/agent.ts';
import { echo, echoTimeMs } from './echo.ts';
import type { Effect } from './effect.ts';
import type { Agent } from './subject.ts';
import { takeBack } from './take-back.ts';

/**
 * What stands in the composer may be a text of Czar's own that the agent took back when it was interrupted before it said anything: its
 * conversation does not have it any more. One Enter gives it back, once; one that nobody wants any more is cleared, and so is one that
 * was refused because it was not seen there in time. Gives what became of it; null: it is somebody's draft.
 */
export async function returnOwn(
  effect: Effect,
  agent: Agent,
  { screen, mayGoOut }: { readonly screen: AgentScreen; readonly mayGoOut: boolean },
): Promise<string | null> {
  const own = ownIn(effect, agent, screen);
  if (own === null || screen.shows !== 'prompt') return null;
  const isRefused = own.verdict === 'refused';
  if (isRefused || !mayGoOut || whyOver(effect.now(), own) !== null) {
    const because = isRefused
      ? `${own.id} was late, and is given anew`
      : `${own.id} was taken back, and is over`;
    const ended = await takeBack(effect, agent, { id: own.id, because, entered: true });
    return ended.because;
  }
  const typed = await effect.parts.terminal.enter(agent.who);
  if (!typed.typed) return `${own.id} was taken back, and cannot go out again: ${typed.because}`;
  const heard = await echo(effect, agent, { id: own.id, timeoutMs: echoTimeMs(own.bytes) });
  return heard === null
    ? `${own.id} was taken back, and Enter did not send it`
    : `${own.id} was taken back when its agent was interrupted, and goes out again first`;
}

/** The text that this life of the agent was given and that stands there to its last line, with nothing behind it. */
function ownIn(effect: Effect, { who }: Agent, { composer }: AgentScreen): Receipt | null {
  const [, id] = /\[end(d-[\w-]+)\]$/.exec((composer?.text ?? '').replace(/\s/g, '')) ?? [];
  const receipt = id === undefined ? undefined : effect.now().ledger.receipts.get(id);
  if (receipt?.worker !== who.worker || receipt.generation !== who.number) return null;
  return receipt.verdict === 'confirmed' || receipt.verdict === 'refused' ? receipt : null;
}
