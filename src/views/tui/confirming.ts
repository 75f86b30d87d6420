import { fit } from '../cells.ts';
import { wrapped } from '../questions.ts';
import { motionOf } from './moves.ts';
import type { Mode } from './state.ts';
import type { Size } from './view.ts';

export type Confirming = Extract<Mode, { on: 'confirm' }>;

/** What somebody is asked, and what they lose by a yes, as much of it as there is room for. */
export interface Asked {
  readonly asks: string;
  readonly loses: readonly string[];
  /** Lines that are still to be read; as long as there are some, a yes does not count. */
  readonly below: number;
  /** By how many lines one goes on. */
  readonly page: number;
}

/** A rule, what is asked, and the keys. */
const otherRows = 3;

/** On a small screen it may take all of it, and more: then it is read in pieces. */
export function askedOf({ confirm, top = 0 }: Confirming, { columns, rows }: Size): Asked {
  const all = confirm.loses.flatMap((text) => wrapped(text, '  ', columns));
  const room = Math.max(1, rows - otherRows);
  const page = all.length <= room ? all.length : Math.max(1, room - 1);
  const from = Math.max(0, Math.min(top, all.length - page));
  return {
    asks: fit(confirm.asks, columns),
    loses: all.slice(from, from + page),
    below: all.length - from - page,
    page,
  };
}

/** By a row or a screen it goes on in pieces alike; a yes does so, too, as long as there is more to read. */
function leadsOn(key: string): 1 | -1 | null {
  if (key === 'y' || key === 'Y') return 1;
  const motion = motionOf(key);
  return motion === null || motion.by === 'end' ? null : motion.to;
}

/** Where a key leads in what is to be read; null: nowhere, it is all in sight or the key means something else. */
export function readOn(mode: Confirming, key: string, size: Size): Confirming | null {
  const { below, page } = askedOf(mode, size);
  const { top = 0 } = mode;
  const to = leadsOn(key);
  if (below > 0 && to === 1) return { ...mode, top: top + Math.min(page, below) };
  return top > 0 && to === -1 ? { ...mode, top: Math.max(0, top - page) } : null;
}
