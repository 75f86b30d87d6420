import type { Random } from './random.ts';

/**
 * Virtual time: nothing happens but what is due next. Events of the same moment come in an order drawn from the seed. Between two
 * events all promises that can go on have gone on.
 */
export interface Scheduler {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly steps: number;
  /** Runs `act` after `ms`. The answer takes it back. */
  after(ms: number, act: () => void): () => void;
  /** Makes the next event happen and lets promises go on. False: nothing is due any more. */
  step(): Promise<boolean>;
}

interface Due {
  readonly at: number;
  readonly tie: number;
  readonly seq: number;
  act: (() => void) | null;
}

export function openScheduler(random: Random, startAt: number): Scheduler {
  const heap: Due[] = [];
  let now = startAt;
  let steps = 0;
  let seq = 0;
  return {
    get now() {
      return now;
    },
    get steps() {
      return steps;
    },
    after(ms, act) {
      seq += 1;
      const due: Due = { at: now + Math.max(0, Math.round(ms)), tie: random.int(0, 1_000), seq, act };
      push(heap, due);
      return () => {
        due.act = null;
      };
    },
    async step() {
      for (let due = pop(heap); due !== undefined; due = pop(heap)) {
        if (due.act === null) continue;
        now = Math.max(now, due.at);
        steps += 1;
        due.act();
        await promisesRest(steps);
        return true;
      }
      return false;
    },
  };
}

/** So often the process gets a turn of its own event loop: timers of the tests, and what it tells the one that started it. */
const TURN_EVERY = 500;

/**
 * What is put off to the next tick comes when no promise can go on any more, and needs no turn of the event loop, which would be
 * a good part of the time of a run.
 */
function promisesRest(steps: number): Promise<void> {
  return new Promise((resolve) => {
    if (steps % TURN_EVERY === 0) setImmediate(resolve);
    else process.nextTick(resolve);
  });
}

function isBefore(a: Due, b: Due): boolean {
  return a.at !== b.at ? a.at < b.at : a.tie !== b.tie ? a.tie < b.tie : a.seq < b.seq;
}

function push(heap: Due[], due: Due): void {
  let place = heap.push(due) - 1;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (!swapIfBefore(heap, place, parent)) return;
    place = parent;
  }
}

function pop(heap: Due[]): Due | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (last === undefined || first === last) return first;
  heap[0] = last;
  for (let place = 0; ; ) {
    const [left, right] = [2 * place + 1, 2 * place + 2];
    const child = comesBefore(heap, right, left) ? right : left;
    if (!swapIfBefore(heap, child, place)) return first;
    place = child;
  }
}

function comesBefore(heap: readonly Due[], a: number, b: number): boolean {
  const [one, other] = [heap[a], heap[b]];
  return one !== undefined && other !== undefined && isBefore(one, other);
}

function swapIfBefore(heap: Due[], a: number, b: number): boolean {
  const [one, other] = [heap[a], heap[b]];
  if (one === undefined || other === undefined || !isBefore(one, other)) return false;
  heap[a] = other;
  heap[b] = one;
  return true;
}

/** Lets time pass as long as something is due: for suites that wait in real time for a simulated world. */
export function keepRunning(scheduler: Scheduler): Scheduler {
  let running = false;
  const run = async (): Promise<void> => {
    running = true;
    while (await scheduler.step());
    running = false;
  };
  return {
    get now() {
      return scheduler.now;
    },
    get steps() {
      return scheduler.steps;
    },
    step: () => scheduler.step(),
    after(ms, act) {
      const cancel = scheduler.after(ms, act);
      if (!running) void run();
      return cancel;
    },
  };
}
