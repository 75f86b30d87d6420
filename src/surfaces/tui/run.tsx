import { render, type Instance } from 'ink';
import type { Effect } from '../../views/tui/state.ts';
import { openingState } from '../../views/tui/state.ts';
import type { Size } from '../../views/tui/view.ts';
import { away, awayMatters } from '../../views/tui/away.ts';
import { App } from './app.tsx';
import { effectsOf } from './effects.ts';
import type { TuiIo } from './io.ts';
import { hearing } from './keys.ts';
import { newsFor } from './news.ts';
import { openReading } from './reading.ts';
import { openStore } from './store.ts';
import { paintingOn } from './painting.ts';
import { framesTo, typedOn } from './streams.ts';
import { screenOf } from './terminal.ts';

function sizeOf({ stdout }: TuiIo): Size {
  return { columns: stdout.columns, rows: stdout.rows };
}

const tickMs = 1_000;
/** A window that is dragged tells a new size many times; one frame for several of them is enough. */
const resizeMs = 40;

/** Shows the project until the person leaves or a signal comes in. The terminal is as it was afterwards, whatever happens. */
export async function runTui(io: TuiIo): Promise<void> {
  const screen = screenOf(io.stdin, io.stdout);
  const over = new AbortController();
  const end = (): void => over.abort();
  let act: (effect: Effect) => void = () => undefined;
  const store = openStore({
    io,
    state: openingState('overview'),
    size: sizeOf(io),
    act: (effect) => act(effect),
  });
  const reading = openReading(io, store);
  const canvas = canvasOn(io, store);
  const pause = {
    /** Gives the terminal to somebody else for a while. */
    during: async <T,>(hold: () => Promise<T>): Promise<T> => {
      canvas.hide();
      await io.quiet();
      screen.giveBack();
      try {
        return await hold();
      } finally {
        screen.take();
        store.resize(sizeOf(io));
        canvas.show();
      }
    },
    repaint: () => {
      screen.wipe();
      store.resize(sizeOf(io));
      canvas.repaint();
    },
  };
  act = effectsOf({ io, store, pause, end });
  const news = newsFor(screen);
  io.onEnd(() => screen.giveBack());
  const stop = listen({ io, over: over.signal, look: reading.look, store, repaint: pause.repaint, end });
  io.onJob({ stop: () => act({ do: 'suspend' }), goesOn: () => act({ do: 'retake' }) });
  screen.take();
  store.draw();
  canvas.show();
  try {
    await begin({ io, store, over: over.signal, news });
  } finally {
    stop();
    canvas.hide();
    screen.giveBack();
    io.onEnd(null);
  }
}

type Store = ReturnType<typeof openStore>;

interface Canvas {
  show(): void;
  hide(): void;
  /** Paints all of it, whatever the terminal shows. */
  repaint(): void;
}

/**
 * Ink tells each frame as a whole (what it calls debugging), and it is painted here: its own way to write only what changed begins
 * where the cursor is, and is a line off in 6.8.
 */
function canvasOn(io: TuiIo, store: Store): Canvas {
  const hear = hearing();
  const painting = paintingOn(io.stdout);
  let instance: Instance | null = null;
  let frame = '';
  const paint = (next: string): void => {
    frame = next;
    if (instance !== null) painting.paint(next);
  };
  return {
    show() {
      painting.forget();
      const stream = framesTo(io.stdout, paint);
      instance = render(<App store={store} hear={hear} />, {
        stdout: stream,
        stdin: typedOn(io.stdin),
        stderr: stream,
        exitOnCtrlC: false,
        patchConsole: false,
        debug: true,
      });
      painting.paint(frame);
    },
    hide() {
      const last = instance;
      instance = null;
      last?.unmount();
    },
    repaint() {
      painting.forget();
      paint(frame);
    },
  };
}

interface Listening {
  readonly io: TuiIo;
  readonly over: AbortSignal;
  readonly look: () => void;
  readonly store: Store;
  readonly repaint: () => void;
  readonly end: () => void;
}

/** Time, the size of the window, signals. */
function listen({ io, over, look, store, repaint, end }: Listening): () => void {
  const tick = setInterval(() => {
    look();
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
  readonly over: AbortSignal;
  readonly news: ReturnType<typeof newsFor>;
}

/** Follows the supervisor until it is over. */
async function begin({ io, store, over, news }: Begun): Promise<void> {
  store.update({ lastLook: await io.lastLook() });
  io.verbs().then(
    (verbs) => store.update({ verbs }),
    () => store.input({ on: 'told', tone: 'bad', text: 'the verbs could not be loaded' }),
  );
  for await (const watched of io.watch({ signal: over })) {
    if (over.aborted) break;
    const isFirst = store.data().snapshot === null;
    store.seen(watched);
    news(watched.snapshot);
    if (isFirst && awayMatters(store.data(), io.now())) store.input({ on: 'key', key: away.key });
  }
  await io.keepLook(io.now());
}
