import { lastingNo } from '../../decide/lasting-no.ts';
import { leased } from '../../decide/lease.ts';
import type { OpenDialog } from '../../domain/dialog.ts';
import type { Fact, FactOf } from '../../domain/facts.ts';
import type { ActionOf } from '../../domain/plan.ts';
import { look, pause } from './composer.ts';
import type { Effect, Runner } from './effect.ts';
import { seen } from './looking.ts';
import { type Agent, agentNow, notNow, workerNow } from './subject.ts';

type Answer = ActionOf<'answer-dialog'>;

const GONE_POLLS = 20;
const GONE_POLL_MS = 150;

/**
 * Types the chosen answer into a dialog: only when the very same one is open, once, and never an Enter that it does not name. Whatever
 * comes of it, what the screen shows then is told; a dialog that is still open, or another one, is asked about again.
 */
export const answerDialog: Runner<Answer> = async (effect) => {
  const { worker, generation, dialog: id } = effect.action;
  const agent = agentNow(effect, worker, generation);
  if (agent === null) return { says: `that session of ${worker} is over`, facts: [] };
  if (!isWanted(effect)) return { says: `the answer for ${worker} was taken back`, facts: [] };
  if (leased(effect.now(), worker)) throw notNow('answer a dialog', worker, 'you are typing in its session');
  const before = await seenNow(effect, agent);
  if (before.dialog?.id !== id) return notThere(effect, before);
  const state = workerNow(effect.now(), worker);
  const { chosen } = state.agent;
  const isForGood = lastingNo(effect.now(), state) !== null;
  await effect.step([{ type: 'dialog.answered', worker, generation }]);
  // The journal took its time.
  const now = await seenNow(effect, agent);
  if (now.dialog?.id !== id || chosen?.choice !== effect.action.choice) return notThere(effect, now);
  return type(effect, agent, { dialog: now.dialog, isForGood });
};

function isWanted(effect: Effect<Answer>): boolean {
  const { worker, dialog, choice, by } = effect.action;
  const { chosen = null } = workerNow(effect.now(), worker).agent;
  return chosen?.dialog === dialog && chosen.choice === choice && chosen.by === by;
}

async function seenNow(effect: Effect<Answer>, agent: Agent): Promise<FactOf<'pane.seen'>> {
  const screen = await look(effect, agent);
  if (screen === null) throw notNow('answer a dialog', agent.who.worker, 'its pane is gone');
  return seen(effect, agent, screen);
}

function notThere({ action }: Effect<Answer>, now: FactOf<'pane.seen'>) {
  const { worker, generation } = action;
  const withdrawn: Fact = { type: 'dialog.chosen', worker, generation, chosen: null };
  return { says: `the dialog of ${worker} is not open any more: nothing is typed`, facts: [withdrawn, now] };
}

async function type(
  effect: Effect<Answer>,
  agent: Agent,
  { dialog, isForGood }: { readonly dialog: OpenDialog; readonly isForGood: boolean },
) {
  const { worker, choice } = effect.action;
  const { says, keys } = dialog.choices[choice] ?? { says: '', keys: [] };
  const typed = await effect.parts.terminal.keys(agent.who, keys);
  if (!typed.typed)
    return { says: `nothing is typed into the dialog of ${worker}: ${typed.because}`, facts: [] };
  const after = await afterIt(effect, agent, dialog.id);
  if (after === null) return { says: `${worker} ended with its dialog`, facts: [] };
  const isGone = after.dialog?.id !== dialog.id;
  return {
    says: isGone
      ? `${worker} got the answer "${says}"`
      : `the dialog of ${worker} is open in spite of "${says}"`,
    facts: [after, ...(isGone && !isForGood ? denied(effect, dialog) : [])],
  };
}

/** What the screen shows once the dialog is gone, or for too long is not. Null: the pane is gone. */
async function afterIt(
  effect: Effect<Answer>,
  agent: Agent,
  id: string,
): Promise<FactOf<'pane.seen'> | null> {
  for (let poll = 1; ; poll += 1) {
    await pause(effect, GONE_POLL_MS);
    const screen = await look(effect, agent);
    if (screen === null) return null;
    const now = seen(effect, agent, screen);
    const isDrawn = now.shows !== 'unknown' && now.dialog?.id !== id;
    if (isDrawn || poll >= GONE_POLLS) return now;
  }
}

const QUOTED = 300;

/** Nobody was there to ask: the agent hears of it, once it listens. Of a no for good it heard when that was given. */
function denied({ action, parts }: Effect<Answer>, { id, text, choices }: OpenDialog): readonly Fact[] {
  const { worker, generation, choice, by } = action;
  if (by !== 'czar' || choices[choice]?.means !== 'no') return [];
  const at = parts.clock.now();
  const item = {
    id: `denied-${generation}-${id.slice(0, 8)}-${at}`,
    kind: 'notice',
    from: 'czar',
    text: `${DENIED} "${text.replace(/\s+/g, ' ').slice(0, QUOTED)}"`,
    data: null,
    at,
  } as const;
  return [{ type: 'worker.told', worker, item }];
}

const DENIED =
  'You asked for a permission, and nobody was there to give it, so it was denied. Find another way to go on, one that needs no permission. If there is none, say so with a commit whose message ends in TASK_BLOCKED and your question. What you asked:';
