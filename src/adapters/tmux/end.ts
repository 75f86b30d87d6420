import type { PaneIdentity } from '../../domain/generation.ts';
import { allOk } from './control-client.ts';
import { equal, identityCondition } from './guard.ts';
import { endProcesses, processTree } from './processes.ts';
import { tmuxQuote } from './quote.ts';
import type { Setting } from './setting.ts';

/**
 * Ends the session of this generation and whatever it started. What a pane leaves behind when its terminal goes (servers in
 * the background, daemons) is found before and ended after.
 */
export async function end(
  setting: Setting,
  who: PaneIdentity,
  options: { readonly graceMs: number },
): Promise<'ended' | 'gone'> {
  if ((await guarded(setting, who, '')) === 'gone') return 'gone';
  const processes = await processTree(who.panePid);
  if ((await guarded(setting, who, `${kill(setting, who)} ; `)) === 'gone') return 'gone';
  await endProcesses(processes, options.graceMs);
  return 'ended';
}

/** A person may have moved the pane into a session of their own: then only the pane is ended. */
function kill({ names }: Setting, { paneId }: PaneIdentity): string {
  const inOwnSession = equal('#{session_name}', `${names.project}-worker-#{@czar_worker}`);
  return `if-shell -F -t ${paneId} ${tmuxQuote(inOwnSession)} { kill-session -t ${paneId} } { kill-pane -t ${paneId} }`;
}

async function guarded(
  { link, names }: Setting,
  who: PaneIdentity,
  command: string,
): Promise<'done' | 'gone'> {
  const client = await link.find();
  if (client === null) return 'gone';
  const condition = tmuxQuote(identityCondition(names.projectId, who));
  const replies = await client.ask(
    `if-shell -F -t ${who.paneId} ${condition} { ${command}display-message -p done } { display-message -p gone }`,
  );
  return allOk(replies, 'end a session').at(-1)?.lines[0] === 'done' ? 'done' : 'gone';
}
