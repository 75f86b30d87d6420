import { askWarning, isSettledStart, seatLine, seatsOf, startVerdict, type Seat } from '../../views/start.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { exit, type ExitCode } from './exit.ts';
import type { CliIo } from './io.ts';
import { look } from './project.ts';
import type { ProjectDoor } from './project-door.ts';
import { complain, say } from './say.ts';

const proofTimeoutMs = 90_000;
const pollMs = 250;

const exits = {
  working: exit.done,
  idle: exit.done,
  unproven: exit.failed,
  'needs-human': exit.human,
} as const;

/** What is known so far; `said` and `proven` hold workers. */
interface Proof {
  readonly said: Set<string>;
  readonly proven: Set<string>;
  snapshot: Snapshot | null;
  seats: readonly Seat[];
}

/** Says one line per worker as soon as its proof is there, at most 90 s long, and then how many work. */
export async function waitForProof(door: ProjectDoor, io: CliIo): Promise<ExitCode> {
  const proof: Proof = { said: new Set(), proven: new Set(), snapshot: null, seats: [] };
  const deadline = io.now() + proofTimeoutMs;
  while (!isEnough(proof) && io.now() < deadline) {
    const seen = await look(door);
    if (seen.supervisor === 'dead') return sayDied(io);
    if (seen.snapshot !== null && seen.supervisor === 'alive') takeIn(seen.snapshot, proof, io);
    const interrupted = io.interrupted();
    if (interrupted !== null) return interrupted;
    if (!isEnough(proof)) await io.wait(pollMs);
  }
  return sayVerdict(proof, io);
}

function isEnough({ snapshot, seats }: Proof): boolean {
  return snapshot !== null && isSettledStart(seats, snapshot);
}

function takeIn(snapshot: Snapshot, proof: Proof, io: CliIo): void {
  proof.snapshot = snapshot;
  proof.seats = seatsOf(snapshot, proof.proven);
  for (const { worker, state } of proof.seats) if (state === 'working') proof.proven.add(worker);
  sayNew(proof.seats, proof.said, io);
}

/** Only `starting`, and a wait that may end at any moment, change without a human: those are said at the end. */
function sayNew(seats: readonly Seat[], said: Set<string>, io: CliIo): void {
  for (const seat of seats) {
    const final = seat.state === 'working' || seat.state === 'asks' || seat.state === 'out';
    if (!final || said.has(seat.worker)) continue;
    said.add(seat.worker);
    say(io, seatLine(seat, seats));
  }
}

function sayVerdict({ snapshot, seats, said }: Proof, io: CliIo): ExitCode {
  if (snapshot === null)
    return complain(io, exit.failed, 'it runs, but showed nothing within 90 s\n  czar log');
  for (const seat of seats) if (!said.has(seat.worker)) say(io, seatLine(seat, seats));
  const warning = askWarning(snapshot);
  if (warning !== null) complain(io, exit.done, warning);
  const { verdict, line } = startVerdict(seats, snapshot);
  say(io, line);
  return exits[verdict];
}

function sayDied(io: CliIo): ExitCode {
  return complain(
    io,
    exit.failed,
    'it ended right after its start\n  czar log, or czar start --foreground to watch it',
  );
}
