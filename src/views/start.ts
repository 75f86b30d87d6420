import { counted } from '../domain/counted.ts';
import { harmless, padded, width } from './cells.ts';
import { waitNames, waitsWords } from './waits-for.ts';
import type { Snapshot, TaskRow, WorkerRow } from '../domain/snapshot.ts';

/** How far one worker is after a start. `waits` and `free` need no proof. */
export interface Seat {
  readonly worker: string;
  readonly state: 'working' | 'starting' | 'waits' | 'free' | 'asks' | 'out';
  readonly says: string;
  /** What its agent may do without asking; null: that cannot be told. */
  readonly permissions: string | null;
}

/** Every worker's seat. `proven` names workers whose proof was seen before, whatever they do by now. */
export function seatsOf(snapshot: Snapshot, proven: ReadonlySet<string>): readonly Seat[] {
  const ready = snapshot.tasks.filter(({ status }) => status === 'ready');
  let open = ready.filter(({ assignee }) => assignee === null).length;
  return snapshot.workers.map((row) => {
    const permissions = row.permissions ?? null;
    const seat = seatOf(row, snapshot, proven);
    if (seat !== null) return { ...seat, permissions };
    const own = ready.find(({ assignee }) => assignee === row.worker);
    if (own === undefined && open > 0) open -= 1;
    else if (own === undefined) return { ...idleSeat(row, snapshot), permissions };
    return { worker: row.worker, state: 'starting', says: startingWords(row, own), permissions };
  });
}

type BareSeat = Omit<Seat, 'permissions'>;

/** The seat of a worker that has, or had, something of its own; null for one that could take a ready task. */
function seatOf(row: WorkerRow, { questions }: Snapshot, proven: ReadonlySet<string>): BareSeat | null {
  const { worker } = row;
  const question = questions.find((one) => one.worker === worker && one.holds === 'worker');
  if (question !== undefined)
    return {
      worker,
      state: 'asks',
      says: `${harmless(question.text).replace(/^asks: /, '')} (czar answer ${question.number})`,
    };
  if (row.quarantined !== null) return { worker, state: 'out', says: harmless(row.quarantined) };
  if (isProven(row) || proven.has(worker)) return { worker, state: 'working', says: row.task ?? row.doing };
  if (row.task !== null) return { worker, state: 'starting', says: startingWords(row, undefined) };
  return null;
}

function isProven(row: WorkerRow): boolean {
  return row.task !== null && row.proofOfLife && row.receipt === 'confirmed';
}

function idleSeat(row: WorkerRow, { questions }: Snapshot): BareSeat {
  const { worker } = row;
  const names = waitNames(row);
  return names.length === 0
    ? { worker, state: 'free', says: 'nothing to do yet' }
    : { worker, state: 'waits', says: `waits for ${waitsWords(names, questions).join(', ')}` };
}

function startingWords(row: WorkerRow, own: TaskRow | undefined): string {
  const task = row.task ?? own?.task;
  const proof = row.proofOfLife ? `delivery ${row.receipt ?? 'not begun'}` : 'no sign of life yet';
  return `${harmless(row.doing)}${task === undefined ? '' : `, ${harmless(task)}`}: ${proof}`;
}

/** The picture is good enough to walk away from, or will not get better without a human. */
export function isSettledStart(seats: readonly Seat[], snapshot: Snapshot): boolean {
  const moving = seats.some(({ state }) => state === 'starting');
  const something = seats.some(({ state }) => state === 'working' || state === 'asks') || snapshot.settled;
  return !moving && something;
}

export function seatLine(seat: Seat, seats: readonly Seat[]): string {
  const longest = Math.max(0, ...seats.map(({ worker }) => width(worker)));
  const word = seat.state === 'waits' || seat.state === 'free' ? '' : `${seat.state}  `;
  const may = seat.permissions === null ? '' : `  (permissions: ${seat.permissions})`;
  return `${padded(seat.worker, longest)}  ${word}${harmless(seat.says)}${may}`;
}

/** Who will stop before most things and wait for somebody, or null when nobody does. */
export function askWarning({ workers }: Snapshot): string | null {
  const asking = workers.filter(({ permissions, onPrompt }) => permissions === 'ask' && onPrompt === 'wait');
  if (asking.length === 0) return null;
  const names = asking.map(({ worker }) => worker).join(', ');
  return `with permissions "ask" the night stops at the first question of ${names} (agents.<name>.permissions)`;
}

/** The last line of `start`, and whether one can walk away. */
export function startVerdict(
  seats: readonly Seat[],
  snapshot: Snapshot,
): { readonly verdict: 'working' | 'unproven' | 'needs-human' | 'idle'; readonly line: string } {
  const working = seats.filter(({ state }) => state === 'working').length;
  const unproven = seats.filter(({ state }) => state === 'starting' || state === 'out');
  const asked = seats.filter(({ state }) => state === 'asks').length;
  const expected = working + unproven.length + asked;
  const count = `${working} of ${expected} working.`;
  const questions = snapshot.questions.length;
  if (questions > 0)
    return {
      verdict: 'needs-human',
      line: `${count} ${counted(questions, 'question')} for you. (czar needs)`,
    };
  if (unproven.length > 0)
    return {
      verdict: 'unproven',
      line: `${count} No proof from ${unproven.map(({ worker }) => worker).join(', ')}. (czar status)`,
    };
  if (expected === 0) return { verdict: 'idle', line: 'Nothing to do. (czar add <task>)' };
  return { verdict: 'working', line: `${count} You can walk away. (czar status)` };
}
