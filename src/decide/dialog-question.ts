import { eventWords } from '../domain/agent-event.ts';
import type { OpenDialog } from '../domain/dialog.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { WorkerState } from '../domain/ledger.ts';
import type { Choice } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import { looksDestructive } from './destructive.ts';
import { hashText } from './hash-text.ts';
import { livePane } from './pane.ts';

/** An event comes before its dialog is drawn; for so long the screen is waited for, so that one question has all of it. */
const DRAWN_WITHIN_MS = 2_000;

/** Names what is open in a session, for the `about` of its question; null when nothing is. */
export function dialogName({ generation, agent }: WorkerState): string | null {
  if (generation === null || agent.activity !== 'asks') return null;
  const id = agent.shown?.dialog?.id ?? hashText(agent.asks ?? '').toString(16);
  return `dialog ${generation.number} ${id}`;
}

/** Epoch milliseconds until which the screen may still show what is asked; null: what is known is all. */
export function drawnBy(world: World, { name, agent }: WorkerState): number | null {
  if ((agent.shown ?? null) !== null || agent.lastEvent === null || livePane(world, name) === null)
    return null;
  const by = agent.since + DRAWN_WITHIN_MS;
  return by > world.now ? by : null;
}

/** What is asked, in one line, with a warning where it looks like a command that destroys. */
export function dialogText({ agent }: WorkerState): string {
  const asked = agent.shown?.dialog?.text ?? agent.asks ?? '';
  const text = asked.replace(/\s+/g, ' ').trim();
  const isBad = looksDestructive(asked) || looksDestructive(agent.asks ?? '');
  return isBad ? `(looks destructive) ${text}` : text;
}

export function dialogEvidence({ agent: { shown = null, lastEvent, since, asks } }: WorkerState): Evidence {
  if (lastEvent === null || (shown !== null && lastEvent !== 'permission' && lastEvent !== 'question'))
    return { source: 'pane', at: since, says: 'a dialog on its screen' };
  const told = shown?.dialog === undefined || shown.dialog === null ? '' : (asks ?? '').replace(/\s+/g, ' ');
  return { source: 'event', at: since, says: `it ${eventWords[lastEvent]}${told === '' ? '' : `: ${told}`}` };
}

/**
 * The choices of the dialog that is shown, by what they mean where only one means that, else by their number. Those that no keys
 * take are left out.
 */
export function dialogChoices({ agent }: WorkerState): readonly Choice[] {
  const dialog = agent.shown?.dialog ?? null;
  if (dialog === null) return [];
  return dialog.choices.flatMap(({ says, keys }, at) =>
    keys.length === 0 ? [] : [{ key: keyOf(dialog, at), says }],
  );
}

/** Place of the choice with this key; null: there is none. */
export function choiceOf(dialog: OpenDialog, key: string): number | null {
  const at = dialog.choices.findIndex(({ keys }, index) => keys.length > 0 && keyOf(dialog, index) === key);
  return at < 0 ? null : at;
}

function keyOf({ choices }: OpenDialog, at: number): string {
  const means = choices[at]?.means ?? 'other';
  const isOnly = choices.filter((choice) => choice.means === means).length === 1;
  return means !== 'other' && isOnly ? means : String(at + 1);
}
