import type { DeliveryId } from '../../domain/names.ts';
import type { AgentScreen, ScreenLimit } from '../../ports/agent.ts';
import type { Effect } from './effect.ts';
import { type Agent, refuseIfOver } from './subject.ts';

/** What was read on a screen, and the screen itself. */
export interface LookedAt extends AgentScreen {
  readonly lines: readonly string[];
  readonly limit: ScreenLimit | null;
}

/** What the agent's screen shows now; null when the pane is gone. */
export async function look(effect: Effect, { who, kind }: Agent): Promise<LookedAt | null> {
  const screen = await effect.parts.terminal.screen(who);
  if (screen === null) return null;
  const limit = kind.limit?.(screen, effect.parts.clock.now()) ?? null;
  return { ...kind.read(screen), lines: screen.lines, limit };
}

/**
 * Whether the composer provably holds the delivered text and nothing behind it: its last line, or the placeholder of a paste
 * (it was empty before). The composer may show only the end, in lines of any width.
 */
export function holdsText(screen: AgentScreen, id: DeliveryId): boolean {
  if (screen.shows === 'dialog' || screen.composer === null) return false;
  return screen.composer.paste || screen.composer.text.replace(/\s/g, '').endsWith(`[end${id}]`);
}

export function isEmpty({ shows, composer }: AgentScreen): boolean {
  return shows !== 'dialog' && composer !== null && composer.text.trim() === '';
}

/** Waits, and refuses to go on once the effect's time is over. */
export async function pause(effect: Effect, ms: number): Promise<void> {
  await effect.parts.clock.wait(ms, effect.signal);
  refuseIfOver(effect, 'go on typing', effect.action.kind);
}
