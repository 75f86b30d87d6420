import type { Decision } from '../domain/decision.ts';
import type { TaskId } from '../domain/names.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { Policy } from '../domain/policy.ts';
import type { Problem, Wish } from '../domain/wish.ts';
import { openChangedFiles } from './changed-files.ts';
import type { Core } from './core.ts';
import { type SnapshotExtra, snapshotOf } from './picture/snapshot.ts';
import type { DrawnRows } from './picture/task-rows.ts';
import { messageOf } from './retry.ts';

/** Pictures are drawn at most so often, and take at most a tenth of the time; more of it while somebody watches. */
const PICTURE_MS = 200;
const SHARE = 10;
const WATCHED_MS = 50;
const WATCHED_SHARE = 4;
/** Derived files are rewritten at most so often; writing them, too, takes at most a tenth of the time. */
const FILES_MS = 1_000;

type State = Snapshot['supervisor']['state'];

/** Shows the world outside what happened. No tick waits for it, and nothing in it is truth. */
export interface Publisher {
  readonly decided: (decisions: readonly Decision[]) => void;
  /** Something changed: the last picture is old. */
  readonly changed: () => void;
  /** Draws and writes what is due. Returns epoch milliseconds at which the next is due, or null. */
  readonly publish: (wakeAt: number | null) => number | null;
  /** The world as it is now, drawn anew. */
  readonly picture: () => Snapshot;
  /** Shows the picture at once, and whenever a newer one is drawn, until the function that it returns is called. */
  readonly watch: (show: (snapshot: Snapshot) => void) => () => void;
  /** Whether anybody does so now. */
  readonly isWatched: () => boolean;
  /** Writes everything and waits for it. */
  readonly flush: () => Promise<Snapshot>;
}

/** `wake` is called when something turned up that only a picture shows. */
export function openPublisher(core: Core, wake: () => void): Publisher {
  const now = (): number => core.parts.clock.now();
  const files = openDerivedFiles(core);
  const drawn: DrawnRows = new Map();
  let dirty = true;
  let drawnAt = 0;
  let drawMs = 0;
  let wakesAt: number | null = null;
  const watching = new Set<(snapshot: Snapshot) => void>();
  const changedFiles = openChangedFiles(core, () => {
    dirty = true;
    wake();
  });
  let rowsOf: RowsOf | null = null;
  const draw = (isWanted = dirty): Snapshot => {
    const began = core.parts.clock.monotonicMs();
    const same = rowsOf !== null && isSameWork(core, rowsOf) ? { rows: rowsOf.rows } : {};
    const snapshot = drawPicture(core, {
      wakeAt: wakesAt,
      drawn,
      filesChanged: changedFiles.counts,
      ...same,
    });
    rowsOf = { ...workOf(core), rows: snapshot.tasks };
    changedFiles.step();
    drawnAt = now();
    dirty = false;
    if (isWanted) files.show(snapshot);
    core.options.onSnapshot(snapshot);
    for (const show of watching) show(snapshot);
    drawMs = core.parts.clock.monotonicMs() - began;
    return snapshot;
  };
  return {
    decided: (decisions) => files.decided(decisions),
    changed: () => {
      dirty = true;
    },
    publish: (wakeAt) => {
      wakesAt = wakeAt;
      const drawDue = drawnAt + apartMs(drawMs, watching.size > 0);
      if (dirty && now() >= drawDue) draw();
      const writeDue = files.step();
      return dirty ? drawDue : writeDue;
    },
    picture: () => draw(),
    watch: (show) => {
      show(draw());
      watching.add(show);
      return () => watching.delete(show);
    },
    isWatched: () => watching.size > 0,
    flush: async () => {
      const snapshot = draw(true);
      await files.flush();
      return snapshot;
    },
  };
}

/** Between two pictures, when the last one took `drawMs`. */
function apartMs(drawMs: number, isWatched: boolean): number {
  return isWatched ? Math.max(WATCHED_MS, drawMs * WATCHED_SHARE) : Math.max(PICTURE_MS, drawMs * SHARE);
}

function stateOf({ stopping, book }: Core): State {
  if (stopping !== 'no') return 'stopping';
  return book.ledger.pausedAll ? 'paused' : 'running';
}

/** All that the rows of tasks are drawn from. */
interface Work {
  readonly version: number;
  readonly wish: Wish;
  readonly policy: Policy;
}

interface RowsOf extends Work {
  readonly rows: Snapshot['tasks'];
}

function workOf({ book, senses }: Core): Work {
  return { version: book.version, wish: senses.wish, policy: senses.policy };
}

function isSameWork(core: Core, before: Work): boolean {
  const { version, wish, policy } = workOf(core);
  return before.version === version && before.wish === wish && before.policy === policy;
}

function drawPicture(core: Core, extra: Omit<SnapshotExtra, 'pid' | 'epoch' | 'state'>): Snapshot {
  const { parts, book, senses } = core;
  const snapshot = snapshotOf(core.world(), {
    pid: parts.machine.self().pid,
    epoch: book.ledger.epoch,
    state: stateOf(core),
    ...extra,
  });
  return {
    ...snapshot,
    problems: [...lostLines(core), ...senses.policyProblems, ...blindSpots(core), ...snapshot.problems],
  };
}

/** Said until somebody takes the kept file away. */
function lostLines({ remembered }: Core): readonly Problem[] {
  const message =
    'is damaged; what it said was left out and made up for from git and tmux. Remove it when you need it no more';
  return remembered.damagedFiles.map((file) => ({ file, line: null, column: null, message, tasks: [] }));
}

/** What cannot be seen at the moment is said, so that nobody takes an old picture for a healthy one. */
function blindSpots({ senses }: Core): readonly Problem[] {
  const { terminal, blind, unread } = senses;
  const spot = (file: string, message: string, tasks: readonly TaskId[] = []): Problem => ({
    file,
    line: null,
    column: null,
    message,
    tasks,
  });
  const unseen = terminal.known || blind.has('terminal') ? [] : [spot('tmux', terminal.reason)];
  const looks = [...blind].map(([sense, because]) => spot(sense === 'terminal' ? 'tmux' : sense, because));
  return [
    ...unseen,
    ...looks,
    ...[...unread].map(([task, because]) => spot(`branch of ${task}`, because, [task])),
  ];
}

interface DerivedFiles {
  readonly decided: (decisions: readonly Decision[]) => void;
  readonly show: (snapshot: Snapshot) => void;
  /** Begins a write when one is due. Returns epoch milliseconds at which to ask again, or null. */
  readonly step: () => number | null;
  readonly flush: () => Promise<void>;
}

/** The files under `status/` and the picture on disk: one write at a time. */
function openDerivedFiles({ parts }: Core): DerivedFiles {
  const decisions: Decision[] = [];
  let shown: Snapshot | null = null;
  let writtenAt = 0;
  let writeMs = 0;
  let writing: Promise<void> | null = null;
  const write = async (): Promise<void> => {
    const snapshot = shown;
    const made = decisions.splice(0);
    shown = null;
    if (made.length > 0) await parts.status.appendDecisions(made);
    if (snapshot !== null) await Promise.all([parts.picture.write(snapshot), parts.status.write(snapshot)]);
  };
  const start = async (): Promise<void> => {
    const began = parts.clock.monotonicMs();
    writtenAt = parts.clock.now();
    try {
      await write();
    } catch (error) {
      parts.log.warn({}, `status cannot be written: ${messageOf(error)}`);
    } finally {
      writeMs = parts.clock.monotonicMs() - began;
      writing = null;
    }
  };
  return {
    decided: (made) => {
      decisions.push(...made);
    },
    show: (snapshot) => {
      shown = snapshot;
    },
    step: () => {
      const now = parts.clock.now();
      const due = Math.max(
        writtenAt + Math.max(FILES_MS, writeMs * SHARE),
        writing === null ? 0 : now + PICTURE_MS,
      );
      if (shown === null && decisions.length === 0) return null;
      if (now < due) return due;
      writing = start();
      return null;
    },
    flush: async () => {
      await writing;
      await start();
    },
  };
}
