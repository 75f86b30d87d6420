import type { Ledger } from '../../../src/domain/ledger.ts';
import type { Order, Request } from '../../../src/domain/request.ts';
import type { SimulatedWorld } from '../world.ts';

/** What a person does once something is so, until something else is so. */
export interface Chapter {
  readonly name: string;
  /** Null: they wait. */
  readonly does: OrderBody | null;
  readonly isDone: (ledger: Ledger, world: SimulatedWorld) => boolean;
}

export type OrderBody = Order extends infer O ? (O extends Order ? Omit<O, 'id' | 'at'> : never) : never;

export interface Story {
  /** Of the chapter that goes on; null: all is done, and the supervisor was told to stop. */
  readonly waitsFor: string | null;
}

const LOOK_MS = 1_000;
/** An order without an effect is given again: its giver does not know what became of it. */
const AGAIN_MS = 40_000;

/** A person who does one thing after the other. At the end everything is stopped, sessions too. */
export function tell(world: SimulatedWorld, chapters: readonly Chapter[]): Story {
  const { scheduler, watchdog, invariants } = world;
  let at = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  const ask = (request: Request): void => {
    void world
      .client()
      .ask(request)
      .then((response) => {
        watchdog.note(`answered: ${response === null ? 'nobody is there' : response.says}`);
      });
  };
  const look = (): void => {
    while (chapters[at]?.isDone(invariants.ledger, world) === true) {
      watchdog.note(`chapter ${chapters[at]?.name ?? ''} is done`);
      at += 1;
      askedAt = Number.NEGATIVE_INFINITY;
    }
    const chapter = chapters[at];
    const { now } = scheduler;
    if (now - askedAt >= AGAIN_MS) {
      askedAt = now;
      if (chapter === undefined) ask({ ask: 'stop', sessions: 'end' });
      else if (chapter.does !== null)
        ask({ ask: 'order', order: { ...chapter.does, id: `o-${at}`, at: now } });
    }
    scheduler.after(LOOK_MS, look);
  };
  scheduler.after(LOOK_MS, look);
  return {
    get waitsFor() {
      return chapters[at]?.name ?? null;
    },
  };
}
