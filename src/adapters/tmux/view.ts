import { Fault } from '../../domain/fault.ts';
import type { PaneView, TerminalView } from '../../domain/generation.ts';
import { sessionName } from '../../domain/names.ts';
import { known, type Seen, unknown } from '../../domain/seen.ts';
import { allOk, type ControlClient } from './control-client.ts';
import { clientFormat, decodePanes, paneFormat } from './decode-panes.ts';
import { equal } from './guard.ts';
import { signalProcess } from './processes.ts';
import { tmuxQuote } from './quote.ts';
import type { Setting } from './setting.ts';

/** A server that went away between two commands is looked for once more: then it is gone, or it is unknown why. */
const attempts = 2;

export async function view(setting: Setting): Promise<Seen<TerminalView>> {
  const { link, clock } = setting;
  let reason = '';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      const client = await link.find();
      return known(client === null ? nothing : await panesOf(setting, client), clock.now());
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      reason = error.facts.because;
      if (error.facts.code !== 'tmux-unreachable') break;
    }
  }
  return unknown(reason, link.lostAt());
}

/** No server, so no process of it has an id. */
const nothing: TerminalView = { serverPid: 0, panes: [] };

/** Two commands over the connection that is there: nothing is started. */
export async function panesOf({ names }: Setting, client: ControlClient): Promise<TerminalView> {
  const ours = tmuxQuote(equal('#{@czar_project}', names.projectId));
  const replies = await client.ask(
    `list-panes -a -f ${ours} -F ${tmuxQuote(paneFormat)} ; list-clients -F ${tmuxQuote(clientFormat)}`,
  );
  const [panes, clients] = allOk(replies, 'list the panes');
  const sessionOf = (worker: string): string => sessionName(names.project, worker);
  const seen = decodePanes(panes?.lines ?? [], clients?.lines ?? [], sessionOf);
  // A death whose SIGCHLD tmux has missed: with another one it fetches the status, and tells.
  if (seen.some(lacksStatus)) signalProcess(client.serverPid, 'SIGCHLD');
  return { serverPid: client.serverPid, panes: seen };
}

function lacksStatus({ dead, deadStatus, deadSignal }: PaneView): boolean {
  return dead && deadStatus === null && deadSignal === null;
}
