import { harmlessBlock } from '../../views/cells.ts';
import type { Effect } from '../../views/tui/state.ts';
import { openingState } from '../../views/tui/state.ts';
import { canvasOn } from './canvas.ts';
import { effectsOf } from './effects.ts';
import type { TuiIo } from './io.ts';
import { newsFor } from './news.ts';
import { type HeldPause, pauseOf, sizeOf } from './pause.ts';
import { openPresence, type Presence } from './presence.ts';
import { openReading } from './reading.ts';
import { openStore, type Store } from './store.ts';
import { openRuns, type Runs } from './runs.ts';
import { type Screen, screenOf } from './terminal.ts';

const tickMs = 1_000;
/** So long keys wait for a first picture. */
const listenMs = 300;
/** A window that is dragged tells a new size many times; one frame for several of them is enough. */
const resizeMs = 40;

/** Shows the project until the person leaves or a signal comes in. The terminal is as it was afterwards, whatever happens. */
export async function runTui(io: TuiIo): Promise<void> {
  const screen = screenOf(io);
  const over = new AbortController();
  const end = (): void => over.abort();
  let act: (effect: Effect) => void = () => undefined;
  let touched = (): void => undefined;
  const store = openStore({
    io,
    state: openingState('overview'),
    size: sizeOf(io),
    act: (effect) => act(effect),
    touched: () => touched(),
  });
  const presence = openPresence(io, store);
  touched = presence.touched;
  const reading = openReading(io, store);
  const canvas = canvasOn(io, store);
  const pause = pauseOf({ io, store, canvas, screen, over: over.signal });
  const runs = openRuns(io, store);
  act = effectsOf({ io, store, runs, pause, end });
  const news = newsFor(screen);
  io.onEnd(() => {
    // Ink writes a last frame when the process ends, and would wipe what is said about the end.
    canvas.hide();
    screen.giveBack();
  });
  const stop = listen({
    io,
    over: over.signal,
    look: reading.look,
    presence,
    store,
    repaint: pause.repaint,
    end,
  });
  io.onJob({ stop: () => act({ do: 'suspend' }), goesOn: () => act({ do: 'retake' }) });
  screen.take();
  store.draw();
  canvas.show();
  const patience = setTimeout(() => canvas.listen(), listenMs);
  try {
    await begin({
      io,
      store,
      presence,
      read: reading.readJournal,
      over: over.signal,
      seen: (snapshot) => {
        canvas.listen();
        reading.look();
        news(snapshot);
      },
    });
  } finally {
    clearTimeout(patience);
    stop();
    canvas.hide();
    await leave({ io, screen, pause, runs });
  }
}

interface Leaving {
  readonly io: TuiIo;
  readonly screen: Screen;
  readonly pause: HeldPause;
  readonly runs: Runs;
}

async function leave({ io, screen, pause, runs }: Leaving): Promise<void> {
  await pause.rest();
  screen.giveBack();
  io.onEnd(null);
  const outcomes = await runs.settle();
  // After a hang-up there is nothing left to write to.
  if (!io.signal.aborted) io.stdout.write(outcomes.map((text) => `czar: ${harmlessBlock(text)}\n`).join(''));
}

interface Listening {
  readonly io: TuiIo;
  readonly over: AbortSignal;
  readonly look: () => void;
  readonly presence: Presence;
  readonly store: Store;
  readonly repaint: () => void;
  readonly end: () => void;
}

/** Time, the size of the window, signals. */
function listen({ io, over, look, presence, store, repaint, end }: Listening): () => void {
  const tick = setInterval(() => {
    look();
    presence.keepNowAndThen();
    store.draw();
  }, tickMs);
  const unsubscribe = store.subscribe(look);
  let resizing: ReturnType<typeof setTimeout> | null = null;
  const resized = (): void => {
    if (resizing !== null) clearTimeout(resizing);
    resizing = setTimeout(() => (over.aborted ? undefined : repaint()), resizeMs);
  };
  io.stdout.on('resize', resized);
  io.signal.addEventListener('abort', end, { once: true });
  if (io.signal.aborted) end();
  return () => {
    clearInterval(tick);
    if (resizing !== null) clearTimeout(resizing);
    unsubscribe();
    io.stdout.off('resize', resized);
    io.signal.removeEventListener('abort', end);
  };
}

interface Begun {
  readonly io: TuiIo;
  readonly store: Store;
  readonly presence: Presence;
  readonly read: () => Promise<void>;
  readonly over: AbortSignal;
  readonly seen: ReturnType<typeof newsFor>;
}

/** Follows the supervisor until it is over. */
async function begin({ io, store, presence, read, over, seen }: Begun): Promise<void> {
  await presence.begin();
  let hasVerbs = false;
  for await (const watched of io.watch({ signal: over })) {
    if (over.aborted) break;
    const isFirst = store.data().snapshot === null;
    store.seen(watched);
    seen(watched.snapshot);
    if (!hasVerbs) void loadVerbs(io, store);
    hasVerbs = true;
    if (isFirst) void read().then(presence.tell);
    else if (hasRows(store)) presence.tell();
  }
  await presence.keep();
}

/** What is told rests on the journal too: once it was read, each picture may be the one that tells. */
function hasRows(store: Store): boolean {
  return store.data().rows !== null;
}

async function loadVerbs(io: TuiIo, store: Store): Promise<void> {
  try {
    store.update({ verbs: await io.verbs() });
  } catch (error) {
    store.input({ on: 'told', tone: 'bad', text: `the verbs could not be loaded: ${String(error)}` });
  }
}
