import type { Watched } from '../../ports/client.ts';
import type { TuiData } from '../../views/tui/data.ts';
import type { Input } from '../../views/tui/input.ts';
import { screen } from '../../views/tui/screen.ts';
import type { Effect, UiState } from '../../views/tui/state.ts';
import { step } from '../../views/tui/step.ts';
import type { Given, Size } from '../../views/tui/view.ts';
import type { TuiIo } from './io.ts';

/** State and data in one place; whoever draws it is told when its frame has changed. */
export interface Store {
  state(): UiState;
  data(): TuiData;
  /** The lines of the screen. The same text as long as nothing changed. */
  readonly frame: () => string;
  readonly subscribe: (changed: () => void) => () => void;
  input(input: Input): void;
  seen(watched: Watched): void;
  update(patch: Partial<TuiData>): void;
  resize(size: Size): void;
  /** Draws again: time went by. */
  draw(): void;
}

interface StoreOptions {
  readonly io: TuiIo;
  readonly state: UiState;
  readonly size: Size;
  readonly act: (effect: Effect) => void;
  /** Called before each key, click and paste. */
  readonly touched: () => void;
}

export function openStore({ io, state: first, size: firstSize, act, touched }: StoreOptions): Store {
  let state = first;
  let size = firstSize;
  let data = emptyData(io.project);
  let frame = '';
  const listeners = new Set<() => void>();
  const given = (): Given => {
    const now = io.now();
    return { data, size, now, zoneMs: io.zoneMs(now), color: io.color, unicode: io.unicode };
  };
  const draw = (): void => {
    const lines = screen(state, given()).join('\n');
    if (lines === frame) return;
    frame = lines;
    for (const changed of listeners) changed();
  };
  return {
    state: () => state,
    data: () => data,
    frame: () => frame,
    draw,
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    input: (input) => {
      if (input.on === 'key' || input.on === 'mouse' || input.on === 'paste') touched();
      const next = step(state, input, given());
      state = next.state;
      draw();
      for (const effect of next.effects) act(effect);
    },
    seen: ({ snapshot, supervisor, at }) => {
      data = { ...data, snapshot, supervisor, heardAt: at };
      draw();
    },
    update: (patch) => {
      data = { ...data, ...patch };
      draw();
    },
    resize: (to) => {
      size = to;
      draw();
    },
  };
}

function emptyData(project: string): TuiData {
  return {
    project,
    snapshot: null,
    supervisor: 'opening',
    heardAt: 0,
    peek: null,
    why: null,
    rows: null,
    undoable: null,
    output: null,
    verbs: [],
    look: null,
  };
}
