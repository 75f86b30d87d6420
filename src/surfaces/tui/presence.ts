import { awayMatters } from '../../views/tui/away.ts';
import { absenceMs, lookFrom, neverLooked, type Look } from '../../views/tui/looks.ts';
import type { TuiIo } from './io.ts';
import type { Store } from './store.ts';

/** Who is there, and what they have seen: a window that is open all night tells in the morning what happened. */
export interface Presence {
  /** Reads when somebody was last there. */
  begin(): Promise<void>;
  /**
   * Called with the pictures that come in. The first one of a supervisor that runs decides whether something happened; one from before
   * may tell already. It comes up, unless they are at something else: then a line says where it is.
   */
  readonly tell: () => void;
  /** Called with each key and click. */
  readonly touched: () => void;
  keep(): Promise<void>;
  keepNowAndThen(): void;
}

type Looking = Pick<TuiIo, 'now' | 'lastLook' | 'keepLook'>;

/** It is kept so often: whatever ends this process, it is known well enough. */
const keepMs = 60_000;

export function openPresence(
  io: Looking,
  store: Pick<Store, 'data' | 'state' | 'update' | 'input'>,
): Presence {
  const openedAt = io.now();
  let touchedAt = openedAt;
  let cameAt = openedAt;
  let keptAt = openedAt;
  let isTouched = false;
  /** Of this coming: not known yet, to be said once there is room for it, or over. */
  let telling: 'open' | 'owed' | 'over' = 'open';
  let since = openedAt;
  const come = (look: Look): void => {
    ({ since } = look);
    store.update({ look });
  };
  const keep = (): Promise<void> => {
    keptAt = io.now();
    return io.keepLook({ since, leftAt: touchedAt });
  };
  const say = (): void => {
    const isFree = store.state().mode.on === 'browse';
    if (isFree && !isTouched) store.input({ on: 'back' });
    else if (isFree) store.input({ on: 'told', tone: 'good', text: meanwhile });
    telling = isFree ? 'over' : 'owed';
  };
  const tell = (): void => {
    if (telling !== 'open') return;
    if (awayMatters(store.data(), cameAt)) say();
    else if (store.data().supervisor === 'alive') telling = 'over';
  };
  const comeBack = async (leftAt: number): Promise<void> => {
    come(lookFrom(laterOf(leftAt, await io.lastLook()), cameAt));
    isTouched = store.state().mode.on !== 'browse';
    telling = 'open';
    tell();
  };
  return {
    async begin() {
      const last = await io.lastLook();
      come(last === null ? neverLooked : lookFrom(last, openedAt));
    },
    tell,
    touched() {
      isTouched = true;
      const leftAt = touchedAt;
      touchedAt = io.now();
      if (touchedAt - leftAt >= absenceMs) {
        cameAt = touchedAt;
        // After the key has done what it does: what comes up must not take it.
        queueMicrotask(() => void comeBack(leftAt));
      } else if (telling === 'owed') queueMicrotask(say);
    },
    keep,
    keepNowAndThen: () => {
      if (io.now() - keptAt >= keepMs) void keep();
    },
  };
}

const meanwhile = 'something happened while you were away: 9 shows it';

/** Another window may have told it meanwhile. */
function laterOf(leftAt: number, elsewhere: Look | null): Look {
  return elsewhere !== null && elsewhere.leftAt > leftAt ? elsewhere : { since: leftAt, leftAt };
}
