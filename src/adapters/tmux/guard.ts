import type { PaneIdentity } from '../../domain/generation.ts';
import type { ProjectId } from '../../domain/names.ts';

/** Formats that identify a pane's present life, and what they must say; the same command compares and acts. */
const identityFormat = '#{pid}:#{pane_id}:#{pane_pid}:#{@czar_project}:#{@czar_generation}';

export function identityCondition(projectId: ProjectId, who: PaneIdentity): string {
  return equal(identityFormat, `${who.serverPid}:${who.paneId}:${who.panePid}:${projectId}:${who.number}`);
}

/** The clock of the server, in whole epoch seconds: each pane carries the option that makes tmux tell it. */
const serverClock = '#{T:@czar_clock}';
export const clockOption = '@czar_clock "%s"';

/** Who may type into a pane, and from which second on anybody may. */
const lockOwner = '@czar_typing';
const lockUntil = '@czar_typing_until';

export interface TypingTurn {
  /** Names this process among all that may type into the pane. */
  readonly owner: string;
  /** One that died in the middle of typing: its turn is over. */
  readonly dead: string | null;
  /** Epoch milliseconds, as the clock says now. */
  readonly nowMs: number;
  /** Until the answer has to be there, from now. */
  readonly timeoutMs: number;
}

/**
 * True when it is this life of the pane, its process lives, nobody reads back in it, no other process is in the middle of typing,
 * and the time for it is not over. The last makes a server that was suspended and goes on too late type nothing.
 */
export function typingCondition(projectId: ProjectId, who: PaneIdentity, turn: TypingTurn): string {
  const lastSecond = Math.floor((turn.nowMs + turn.timeoutMs) / 1000);
  return allOf([
    identityCondition(projectId, who),
    equal('#{pane_dead}:#{pane_in_mode}', '0:0'),
    anyOf([
      equal(`#{${lockOwner}}`, ''),
      equal(`#{${lockOwner}}`, turn.owner),
      ...(turn.dead === null ? [] : [equal(`#{${lockOwner}}`, turn.dead)]),
      before(`#{${lockUntil}}`, serverClock),
    ]),
    before(serverClock, String(lastSecond)),
  ]);
}

export function takeTyping(paneId: string, owner: string, untilMs: number): string {
  const until = Math.ceil(untilMs / 1000);
  return `set-option -p -t ${paneId} ${lockOwner} ${owner} ; set-option -p -t ${paneId} ${lockUntil} ${until}`;
}

export function releaseTyping(paneId: string): string {
  return `set-option -p -u -t ${paneId} ${lockOwner} ; set-option -p -u -t ${paneId} ${lockUntil}`;
}

/** What the refusal prints: enough to say why. */
export const refusalFormat = `no ${identityFormat} #{pane_dead} #{pane_in_mode} #{${lockOwner}}`;

export type Refusal = 'gone' | 'other-generation' | 'copy-mode' | 'busy';

/** Why a guarded command did nothing, from what `refusalFormat` printed. When the pane is gone tmux answers for another one. */
export function refusalOf(printed: string, projectId: ProjectId, who: PaneIdentity): Refusal {
  const fields = /^no (\d+):(%\d+):(\d+):([^ :]*):([^ :]*) (\d) (\d+) ([^ ]*)$/.exec(printed);
  const [, server, pane, panePid, project, generation, dead, mode] = fields ?? [];
  if (Number(server) !== who.serverPid || pane !== who.paneId || project !== projectId) return 'gone';
  if (Number(panePid) !== who.panePid || Number(generation) !== who.number) return 'other-generation';
  if (dead !== '0') return 'gone';
  return mode === '0' ? 'busy' : 'copy-mode';
}

/** Who types, from what `refusalFormat` printed. */
export function typingOwnerOf(printed: string): string {
  return printed.slice(printed.lastIndexOf(' ') + 1);
}

/** A name for this process in the lock; no other process that lives has it. */
export function typingOwner(pid: number, random: string): string {
  return `${pid}-${random}`;
}

/** Null: it was given by an older release. */
export function pidOfTypingOwner(owner: string): number | null {
  const [, pid] = /^(\d+)-/.exec(owner) ?? [];
  return pid === undefined ? null : Number(pid);
}

export function equal(format: string, value: string): string {
  return `#{==:${format},${value}}`;
}

function before(left: string, right: string): string {
  return `#{e|<:${left},${right}}`;
}

function allOf(conditions: readonly string[]): string {
  return conditions.reduce((left, right) => `#{&&:${left},${right}}`);
}

function anyOf(conditions: readonly string[]): string {
  return conditions.reduce((left, right) => `#{||:${left},${right}}`);
}
