import type { TuiIo } from './io.ts';
import type { Mounted } from './mount.tsx';
import { paintingOn } from './painting.ts';
import type { Store } from './store.ts';

/** What shows the frames and hears the keys. */
export interface Canvas {
  show(): void;
  /** Hears keys from now on, whenever it is shown. Loading what hears them takes longer than a frame. */
  listen(): void;
  hide(): void;
  /** Paints all of what `draw` leads to, whatever the terminal shows, at once. */
  repaint(draw: () => void): void;
}

/** Frames are painted as they come. Keys that are typed before Ink hears them wait in the terminal. */
export function canvasOn(io: TuiIo, store: Store): Canvas {
  const painting = paintingOn(io.stdout);
  let mounted: Mounted | null = null;
  let isShown = false;
  let isDrawn = true;
  const paint = (): void => {
    if (isShown && isDrawn) painting.paint(store.frame());
  };
  store.subscribe(paint);
  let isHeard = false;
  const hear = async (): Promise<void> => {
    const { mount } = await import('./mount.tsx');
    if (isShown && mounted === null) mounted = mount(io, store);
  };
  return {
    show() {
      isShown = true;
      painting.forget();
      paint();
      if (isHeard) void hear();
    },
    listen() {
      if (isHeard) return;
      isHeard = true;
      void hear();
    },
    hide() {
      isShown = false;
      const last = mounted;
      mounted = null;
      last?.unmount();
    },
    repaint(draw) {
      isDrawn = false;
      draw();
      isDrawn = true;
      painting.forget();
      paint();
    },
  };
}
