import type { FactOf } from '../../domain/facts.ts';
import { isLimitNews } from '../../decide/limit-news.ts';
import { lastLines } from '../../domain/last-lines.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { AgentScreen } from '../../ports/agent.ts';
import { look, type LookedAt } from './composer.ts';
import type { Effect, Runner } from './effect.ts';
import { type Agent, agentNow, notNow, workerNow } from './subject.ts';

/** Types nothing. A pane that is gone is a transient fault: its end is noticed by itself. */
export const lookAtScreen: Runner<ActionOf<'look'>> = async (effect) => {
  const { worker, generation } = effect.action;
  const agent = agentNow(effect, worker, generation);
  if (agent === null) return { says: `that session of ${worker} is over`, facts: [] };
  const screen = await look(effect, agent);
  if (screen === null) throw notNow('look at the screen', worker, 'its pane is gone');
  return {
    says: `the screen of ${worker} shows ${WORDS[screen.shows]}`,
    facts: [
      { ...seen(effect, agent, screen), ...limitIn(effect, agent, screen), ...keptLines(effect, screen) },
    ],
  };
};

/** Of one that says nothing any more, for a person who is asked about it later. */
function keptLines(
  effect: Effect<ActionOf<'look'>>,
  { lines }: LookedAt,
): { readonly lines?: readonly string[] } {
  return workerNow(effect.now(), effect.action.worker).agent.activity === 'busy'
    ? { lines: lastLines(lines) }
    : {};
}

/** The usage limit that a screen tells of, as a part of what was seen; empty: it tells of none, or of one that is known. */
export function limitIn(
  effect: Effect,
  { who }: Agent,
  { limit }: LookedAt,
): Pick<FactOf<'pane.seen'>, 'limit'> {
  const world = effect.now();
  if (limit === null || !isLimitNews(world, workerNow(world, who.worker), limit)) return {};
  return { limit: { says: limit.says, resetAt: limit.resetAt } };
}

const WORDS = {
  prompt: 'its prompt',
  busy: 'that it is at work',
  dialog: 'a dialog',
  unknown: 'nothing that is known',
} as const;

/** What was seen on an agent's screen, as a fact. */
export function seen(
  { parts }: Pick<Effect, 'parts'>,
  { who }: Agent,
  { shows, dialog, counter }: AgentScreen,
): FactOf<'pane.seen'> {
  const open = dialog === null ? null : { ...dialog, id: parts.digest.sha256(JSON.stringify(dialog)) };
  const counted = counter === undefined ? {} : { counter };
  return { type: 'pane.seen', worker: who.worker, generation: who.number, shows, dialog: open, ...counted };
}
