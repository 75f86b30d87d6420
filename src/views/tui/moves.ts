import type { Place } from './state.ts';
import type { Viewport } from './viewport.ts';

/** A way to move: by a row, by a screen, or to the end, up (-1) or down (1). */
export interface Motion {
  readonly by: 'row' | 'page' | 'end';
  readonly to: 1 | -1;
}

/** What a key means where one moves; null: nothing. */
export function motionOf(key: string): Motion | null {
  switch (key) {
    case 'down':
    case 'j':
      return { by: 'row', to: 1 };
    case 'up':
    case 'k':
      return { by: 'row', to: -1 };
    case 'pagedown':
    case 'ctrl-f':
    case 'ctrl-d':
    case 'd':
    case ' ':
      return { by: 'page', to: 1 };
    case 'pageup':
    case 'ctrl-b':
    case 'ctrl-u':
    case 'u':
      return { by: 'page', to: -1 };
    case 'home':
    case 'g':
      return { by: 'end', to: -1 };
    case 'end':
    case 'G':
      return { by: 'end', to: 1 };
    default:
      return null;
  }
}

/** Where a key, a click or the wheel moves to; null for a key that does not move. */
export function movedBy(key: string, view: Viewport): Partial<Place> | null {
  const motion = motionOf(key);
  switch (motion?.by) {
    case 'row':
      return by(motion.to, view);
    case 'page':
      return jump(motion.to * Math.max(1, view.height - 1), view);
    case 'end':
      return toEnd(motion.to, view);
    case undefined:
      return null;
  }
}

const wheelRows = 3;

export function wheeled(up: boolean, view: Viewport): Partial<Place> {
  return jump(up ? -wheelRows : wheelRows, view);
}

function by(step: 1 | -1, view: Viewport): Partial<Place> {
  return view.isList ? jump(step, view) : onPage(step, view);
}

function jump(rows: number, view: Viewport): Partial<Place> {
  if (!view.isList) return { top: clamped(view.top + rows, view.rows.length - view.height) };
  const index = clamped(view.selected + rows, view.rows.length - 1);
  return selecting(index, view);
}

/** To the first or last row, and the first or last thing there that can be chosen; an answer is never chosen by that. */
function toEnd(end: 1 | -1, view: Viewport): Partial<Place> {
  const moved = jump(end * view.rows.length, view);
  if (view.isList || view.content.unchosen === true) return moved;
  const top = moved.top ?? view.top;
  const choices = view.rows.flatMap(({ id }, index) =>
    id !== null && index >= top && index < top + view.height ? [index] : [],
  );
  const index = choices.at(end > 0 ? -1 : 0);
  return index === undefined ? moved : { ...selecting(index, view), top };
}

/** To the next thing that can be chosen if it is in sight, otherwise a line further. */
function onPage(step: 1 | -1, view: Viewport): Partial<Place> {
  const next =
    step > 0
      ? view.rows.findIndex(({ id }, index) => id !== null && index > view.selected)
      : view.rows.findLastIndex(({ id }, index) => id !== null && index < view.selected);
  const last = Math.max(0, view.rows.length - view.height);
  const isInSight = next >= view.top && next < view.top + view.height;
  const hasBegun = view.selected >= 0 || view.content.unchosen === true;
  if (next >= 0 && isInSight && hasBegun) return { ...selecting(next, view), top: view.top };
  return { top: clamped(view.top + step, last) };
}

export function selecting(index: number, view: Viewport): Partial<Place> {
  const row = view.rows[index];
  return row === undefined || row.id === null ? {} : { selected: row.id, index, top: view.top };
}

function clamped(index: number, last: number): number {
  return Math.max(0, Math.min(index, last));
}
