import type { PaneIdentity } from '../../domain/generation.ts';
import type { WorkerName } from '../../domain/names.ts';
import { allOk } from './control-client.ts';
import { equal, identityCondition } from './guard.ts';
import { endLeftovers } from './leftovers.ts';
import { endProcesses, processTree } from './processes.ts';
import { tmuxQuote } from './quote.ts';
import type { Setting } from './setting.ts';

/**
 * Ends the session of this generation and whatever it started. What a pane leaves behind when its terminal goes (servers in
 * the background) is found before and ended after; daemons are known by what they carry.
 */
export async function end(
  setting: Setting,
  who: PaneIdentity,
  options: { readonly graceMs: number },
): Promise<'ended' | 'gone'> {
  const worker = await guarded(setting, who, '');
  if (worker === null) return 'gone';
  const processes = await processTree(who.panePid, who.serverPid);
  if ((await guarded(setting, who, `${kill(setting, who)} ; `)) === null) return 'gone';
  await endProcesses(processes, options.graceMs);
  const { projectId } = setting.names;
  await endLeftovers({ projectId, worker, generation: who.number }, options.graceMs);
  return 'ended';
}

/** A person may have moved the pane into a session of their own: then only the pane is ended. */
function kill({ names }: Setting, { paneId }: PaneIdentity): string {
  const inOwnSession = equal('#{session_name}', `${names.project}-worker-#{@czar_worker}`);
  return `if-shell -F -t ${paneId} ${tmuxQuote(inOwnSession)} { kill-session -t ${paneId} } { kill-pane -t ${paneId} }`;
}

/** Whose it was; null: it is gone. */
async function guarded(
  { link, names }: Setting,
  who: PaneIdentity,
  command: string,
): Promise<WorkerName | null> {
  const client = await link.find();
  if (client === null) return null;
  const condition = tmuxQuote(identityCondition(names.projectId, who));
  const replies = await client.ask(
    `if-shell -F -t ${who.paneId} ${condition}` +
      ` { display-message -p -t ${who.paneId} "of #{@czar_worker}" ; ${command}display-message -p done } { display-message -p gone }`,
  );
  const said = allOk(replies, 'end a session').flatMap(({ lines }) => lines);
  return said.includes('done') ? (said.find((line) => line.startsWith('of '))?.slice(3) ?? null) : null;
}
