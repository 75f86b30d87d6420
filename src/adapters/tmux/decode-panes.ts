import type { PaneView } from '../../domain/generation.ts';
import { refuseName } from '../../domain/names.ts';

/** All numbers and options of ours; the name, which people may change, stands last. Titles and commands are never asked for. */
export const paneFormat =
  '#{pane_id} #{pane_pid} #{@czar_generation} #{pane_dead} #{pane_dead_status} #{pane_dead_signal} #{pane_in_mode} #{window_activity} #{session_id} #{@czar_worker} #{session_name}';

export const clientFormat =
  '#{session_id} #{client_activity} #{client_created} #{client_control_mode} #{client_readonly}';

interface PaneRow {
  readonly pane: Omit<PaneView, 'humanKeyAt' | 'attachedClients'>;
  readonly sessionId: string;
}

interface ClientRow {
  readonly sessionId: string;
  readonly keyAt: number | null;
}

/**
 * The panes of one listing. A pane that stands in several sessions (a linked window, a session group) is one pane: under the name
 * that `sessionOf` gives it if it is there under that name, with the clients of all of them. Lines that Czar did not make are left out.
 */
export function decodePanes(
  paneLines: readonly string[],
  clientLines: readonly string[],
  sessionOf: (worker: string) => string,
): readonly PaneView[] {
  const rows = paneLines.map((line) => paneRow(line)).filter((row) => row !== null);
  const clients = clientLines.map((line) => clientRow(line)).filter((row) => row !== null);
  return [...new Set(rows.map(({ pane }) => pane.paneId))].flatMap((id) => {
    const same = rows.filter(({ pane }) => pane.paneId === id);
    const shown = same.find(({ pane }) => pane.session === sessionOf(pane.worker)) ?? same[0];
    return shown === undefined ? [] : [withClients(shown.pane, watching(same, clients))];
  });
}

function watching(rows: readonly PaneRow[], clients: readonly ClientRow[]): readonly ClientRow[] {
  return clients.filter((client) => rows.some(({ sessionId }) => sessionId === client.sessionId));
}

function withClients(pane: PaneRow['pane'], clients: readonly ClientRow[]): PaneView {
  const keys = clients.map(({ keyAt }) => keyAt).filter((at) => at !== null);
  return {
    ...pane,
    humanKeyAt: keys.length === 0 ? null : Math.max(...keys),
    attachedClients: clients.length,
  };
}

const panePattern = /^(%\d+) (\d+) (\d+) ([01]) (\d*) (\d*) (\d+) (\d*) (\$\d+) (\S+) (.+)$/;

function paneRow(line: string): PaneRow | null {
  const fields = panePattern.exec(line);
  if (fields === null) return null;
  const [, paneId = '', pid, generation, dead, status, signal, mode, activity, sessionId = '', ...names] =
    fields;
  const [worker = '', session = ''] = names;
  if (refuseName(worker) !== null) return null;
  return {
    sessionId,
    pane: {
      paneId,
      panePid: Number(pid),
      worker,
      generation: Number(generation),
      session,
      dead: dead === '1',
      deadStatus: numberOf(status),
      deadSignal: numberOf(signal),
      inMode: mode !== '0',
      lastOutputAt: secondsAsMs(activity),
    },
  };
}

/** Clients in control mode are programs, Czar's own among them; they neither watch nor type. */
function clientRow(line: string): ClientRow | null {
  const fields = /^(\$\d+) (\d+) (\d+) ([01]) ([01])$/.exec(line);
  const [, sessionId = '', activity, created, control, readonly] = fields ?? [];
  if (fields === null || control === '1') return null;
  // A client that only attached has its start as its activity.
  const typed = readonly === '0' && Number(activity) > Number(created);
  return { sessionId, keyAt: typed ? secondsAsMs(activity) : null };
}

function numberOf(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}

function secondsAsMs(text: string | undefined): number | null {
  const seconds = numberOf(text);
  return seconds === null || seconds === 0 ? null : seconds * 1000;
}
