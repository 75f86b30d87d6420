import type { ActionOf } from '../../domain/plan.ts';
import { look } from './composer.ts';
import type { Runner } from './effect.ts';
import { agentNow, notNow } from './subject.ts';

/** Types nothing. A pane that is gone is a transient fault: its end is noticed by itself. */
export const lookAtScreen: Runner<ActionOf<'look'>> = async (effect) => {
  const { worker, generation } = effect.action;
  const agent = agentNow(effect, worker, generation);
  if (agent === null) return { says: `that session of ${worker} is over`, facts: [] };
  const screen = await look(effect, agent);
  if (screen === null) throw notNow('look at the screen', worker, 'its pane is gone');
  const { shows, dialog } = screen;
  return {
    says: `the screen of ${worker} shows ${WORDS[shows]}`,
    facts: [{ type: 'pane.seen', worker, generation, shows, dialog: dialog?.text ?? null }],
  };
};

const WORDS = {
  prompt: 'its prompt',
  busy: 'that it is at work',
  dialog: 'a dialog',
  unknown: 'nothing that is known',
} as const;
