import { awayMatters } from '../../views/tui/away.ts';
import { absenceMs, lookFrom, type Look } from '../../views/tui/looks.ts';
import type { TuiIo } from './io.ts';
import type { Store } from './store.ts';

/** Who is there, and what they have seen: a window that is open all night tells in the morning what happened. */
export interface Presence {
  /** Reads when somebody was last there. */
  begin(): Promise<void>;
  /** Says what happened meanwhile, unless they are at something else already. */
  readonly tell: () => void;
  /** Called with each key and click. */
  readonly touched: () => void;
  keep(): Promise<void>;
  keepNowAndThen(): void;
}

type Looking = Pick<TuiIo, 'now' | 'lastLook' | 'keepLook'>;

/** It is kept so often: whatever ends this process, it is known well enough. */
const keepMs = 60_000;

export function openPresence(io: Looking, store: Pick<Store, 'data' | 'update' | 'input'>): Presence {
  const openedAt = io.now();
  let touchedAt = openedAt;
  let keptAt = openedAt;
  let isTouched = false;
  let since = openedAt;
  const come = (look: Look): void => {
    ({ since } = look);
    store.update({ look });
  };
  const keep = (): Promise<void> => {
    keptAt = io.now();
    return io.keepLook({ since, leftAt: touchedAt });
  };
  const tell = (): void => {
    if (awayMatters(store.data(), touchedAt)) store.input({ on: 'back' });
  };
  return {
    async begin() {
      const last = await io.lastLook();
      if (last !== null) come(lookFrom(last, openedAt));
    },
    tell: () => {
      if (!isTouched) tell();
    },
    touched() {
      isTouched = true;
      const leftAt = touchedAt;
      touchedAt = io.now();
      if (touchedAt - leftAt < absenceMs) return;
      come({ since: leftAt, leftAt });
      // After the key has done what it does: what comes up must not take it.
      queueMicrotask(tell);
    },
    keep,
    keepNowAndThen: () => {
      if (io.now() - keptAt >= keepMs) void keep();
    },
  };
}
