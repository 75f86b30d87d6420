import type { FactOf } from '../../domain/facts.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { AgentScreen } from '../../ports/agent.ts';
import { look } from './composer.ts';
import type { Effect, Runner } from './effect.ts';
import { type Agent, agentNow, notNow } from './subject.ts';

/** Types nothing. A pane that is gone is a transient fault: its end is noticed by itself. */
export const lookAtScreen: Runner<ActionOf<'look'>> = async (effect) => {
  const { worker, generation } = effect.action;
  const agent = agentNow(effect, worker, generation);
  if (agent === null) return { says: `that session of ${worker} is over`, facts: [] };
  const screen = await look(effect, agent);
  if (screen === null) throw notNow('look at the screen', worker, 'its pane is gone');
  return {
    says: `the screen of ${worker} shows ${WORDS[screen.shows]}`,
    facts: [seen(effect, agent, screen)],
  };
};

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
