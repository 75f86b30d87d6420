import { allOk, type ControlClient } from './control-client.ts';
import type { PaneIdentity } from '../../domain/generation.ts';
import { identityCondition } from './guard.ts';
import { heldByDraft, heldCells, heldWords } from './held-words.ts';
import { tmuxQuote } from './quote.ts';
import type { Setting } from './setting.ts';

/**
 * Commands that make the status line of one session, a new one of Czar's, say it on a server of the user's: in front of what theirs
 * says there. Nothing but that session is changed.
 */
export async function heldIn(client: ControlClient, target: string): Promise<readonly string[]> {
  const replies = await client.ask('show-options -gv status-right ; show-options -gv status-right-length');
  const [right, length] = allOk(replies, 'read how the status line is').map(({ lines }) => lines.join('\n'));
  const set = `set-option -t ${target}`;
  return [
    `${set} status-right ${tmuxQuote(`${heldWords}${right ?? ''}`)}`,
    `${set} status-right-length ${Number(length) + heldCells}`,
  ];
}

/** A pane that is gone, or another life of it, is left alone. */
export async function showDraft(
  { link, names }: Setting,
  who: PaneIdentity,
  isThere: boolean,
): Promise<void> {
  const client = await link.find();
  if (client === null) return;
  const condition = tmuxQuote(identityCondition(names.projectId, who));
  const command = isThere ? `set-option -p -t ${who.paneId} ${heldByDraft} 1` : noDraft(who.paneId);
  allOk(await client.ask(`if-shell -F -t ${who.paneId} ${condition} { ${command} }`), 'change a status line');
}

/** A new life begins without one. */
export function noDraft(target: string): string {
  return `set-option -p -u -t ${target} ${heldByDraft}`;
}
