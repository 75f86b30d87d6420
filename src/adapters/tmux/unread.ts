import { Fault } from '../../domain/fault.ts';
import type { PaneIdentity } from '../../domain/generation.ts';
import { runProcess } from '../process/run.ts';
import { allOk } from './control-client.ts';
import { identityCondition } from './guard.ts';
import { tmuxQuote } from './quote.ts';
import type { Setting } from './setting.ts';

/**
 * Nothing but an open terminal tells how much of its input waits, and Node has no way to ask it. bash has one since its version 4:
 * `read -t 0` looks and takes nothing. Status 2: it cannot be told.
 */
const SCRIPT = '[ "${BASH_VERSINFO[0]:-0}" -ge 4 ] && [ -c "$1" ] && [ -r "$1" ] || exit 2; read -t 0 <"$1"';
const TIMEOUT_MS = 2_000;
const GRACE_MS = 200;

/** Whether the program of a pane has not read all that was typed; null: nobody can tell, or the pane is gone. */
export async function unread(setting: Setting, who: PaneIdentity): Promise<boolean | null> {
  const client = await setting.link.find();
  if (client === null) return null;
  const replies = await client.ask(
    `if-shell -F -t ${who.paneId} ${tmuxQuote(identityCondition(setting.names.projectId, who))}` +
      ` { display-message -p -t ${who.paneId} "at #{pane_dead} #{pane_tty}" } { display-message -p no }`,
  );
  const said = allOk(replies, 'find a terminal').at(-1)?.lines[0] ?? '';
  const [, tty] = /^at 0 (\/dev\/\S+)$/.exec(said) ?? [];
  return tty === undefined ? null : ask(setting, tty);
}

async function ask({ env }: Setting, tty: string): Promise<boolean | null> {
  try {
    const { status, timedOut } = await runProcess({
      argv: ['bash', '-c', SCRIPT, 'czar', tty],
      cwd: '/',
      env,
      timeoutMs: TIMEOUT_MS,
      graceMs: GRACE_MS,
      outputLimitBytes: 1_000,
    });
    if (timedOut || (status !== 0 && status !== 1)) return null;
    return status === 0;
  } catch (error) {
    // There is no bash.
    if (error instanceof Fault && error.facts.code === 'command-failed') return null;
    throw error;
  }
}
