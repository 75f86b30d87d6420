import type { DeliveryId } from '../../domain/names.ts';
import type { AgentScreen } from '../../ports/agent.ts';
import { holdsText, isEmpty, look, pause } from './composer.ts';
import type { Effect } from './effect.ts';
import type { Behind, Ended } from './ended.ts';
import { seen } from './looking.ts';
import type { Agent } from './subject.ts';

/** How often it is looked whether the composer was emptied, and for how long: a slow machine redraws late. */
const LOOK_EVERY_MS = 100;
const MOST_LOOKS = 30;

interface TakenBack {
  readonly id: DeliveryId;
  readonly because: string;
  /** Enter was pressed for it. */
  readonly entered: boolean;
}

/** Empties the composer again, if it provably holds nothing but the text. */
export async function takeBack(
  effect: Effect,
  agent: Agent,
  { id, because, entered }: TakenBack,
): Promise<Ended | Behind> {
  const stays: Ended = {
    verdict: 'unverified',
    because: `${because}; the text may still stand in the composer`,
  };
  const before = await look(effect, agent);
  if (before?.shows === 'dialog') return behind(effect, agent, { screen: before, entered });
  if (before === null || !holdsText(before, id) || agent.kind.clearKeys.length === 0) return stays;
  const typed = await effect.parts.terminal.keys(agent.who, agent.kind.clearKeys);
  if (!typed.typed) return stays;
  return (await isEmptied(effect, agent)) ? { verdict: 'refused', because } : stays;
}

async function isEmptied(effect: Effect, agent: Agent): Promise<boolean> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    await pause(effect, LOOK_EVERY_MS);
    const screen = await look(effect, agent);
    if (screen === null || screen.shows === 'dialog') return false;
    if (isEmpty(screen)) return true;
  }
  return false;
}

/** The dialog is told of, in case that nobody did. */
export async function behind(
  effect: Effect,
  agent: Agent,
  { screen, entered }: { readonly screen: AgentScreen; readonly entered: boolean },
): Promise<Behind> {
  await effect.step([seen(effect, agent, screen)]);
  const because = entered ? 'a dialog opened after Enter' : 'a dialog opened before Enter';
  return { verdict: 'held', because, entered };
}
