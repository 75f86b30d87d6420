import { fit } from '../cells.ts';
import { painter } from '../paint.ts';
import { headerRows } from './header.ts';
import { helpContent } from './help.ts';
import { topPlace, type UiState } from './state.ts';
import { helpName, viewNamed, views } from './views.ts';
import type { Content, Given, Row, Scene, Size } from './view.ts';

/** What of the place that is shown is in sight. */
export interface Viewport {
  readonly content: Content;
  /** Those that the filter leaves. */
  readonly rows: readonly Row[];
  /** Index into `rows`; -1: none. */
  readonly selected: number;
  readonly top: number;
  /** Rows that fit. */
  readonly height: number;
  readonly foot: readonly string[];
  /** Every row can be selected; otherwise it is a page, which scrolls. */
  readonly isList: boolean;
}

export function sceneOf(state: UiState, given: Given): Scene {
  return { ...given, state, place: topPlace(state) };
}

const bottomRows = 1;

export function bodyOf({ size }: Pick<Given, 'size'>): Size {
  return { columns: size.columns, rows: Math.max(1, size.rows - headerRows - bottomRows) };
}

/** Fewer rows than this, and what stands below them is left out. */
const fewestRows = 4;

/** With fewer rows than this none is spent on telling of others; a page needs more of them to be read. */
const fewestToTell = { list: 3, page: 5 };

function moreLine({ color, size }: Scene, above: number, below: number): string {
  const words = [...(below > 0 ? [`+${below} more`] : []), ...(above > 0 ? [`${above} above`] : [])];
  return painter(color)('dim', fit(`  ${words.join(', ')}`, size.columns));
}

export function viewportOf(scene: Scene): Viewport {
  const body = bodyOf(scene);
  const content = contentOf(scene, body);
  const rows = filtered(content.rows, scene.place.filter);
  const isList = rows.every(({ id }) => id !== null);
  const room = Math.max(1, body.rows - content.head.length);
  const isFree = content.unchosen === true;
  const wanted = isFree ? chosenIndex(rows, scene) : selectedIndex(rows, scene);
  const foot = content.foot(rows[wanted]?.id ?? null);
  const fits = room - foot.length >= Math.min(fewestRows, rows.length);
  const left = fits ? room - foot.length : room;
  const tells = rows.length > left && left >= fewestToTell[isList ? 'list' : 'page'];
  const height = tells ? left - 1 : left;
  const top = topOf({ rows, content, isList, height, selected: wanted, top: scene.place.top });
  const more = tells ? [moreLine(scene, top, rows.length - top - height)] : [];
  const shown = [...more, ...(fits ? foot : [])];
  const selected = isList ? wanted : visible(rows, wanted, { top, height, isFree });
  return { content, rows, selected, top, height: Math.max(1, height), foot: shown, isList };
}

function contentOf(scene: Scene, body: Size): Content {
  const { view, about } = scene.place;
  if (view === helpName) return helpContent(viewNamed(about ?? ''), views, scene)(body);
  return viewNamed(view).content(scene, body);
}

function filtered(rows: readonly Row[], filter: string): readonly Row[] {
  const words = filter
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '');
  if (words.length === 0) return rows;
  return rows.filter(({ search }) => {
    const text = search().toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The row with the selected name; -1: there is none. */
function chosenIndex(rows: readonly Row[], { place }: Scene): number {
  return place.selected === null ? -1 : rows.findIndex(({ id }) => id === place.selected);
}

/** The row with the selected name; where it is gone, the one that took its place. */
function selectedIndex(rows: readonly Row[], scene: Scene): number {
  const { place } = scene;
  const found = chosenIndex(rows, scene);
  if (found >= 0) return found;
  const hint = place.selected === null ? 0 : Math.min(place.index, rows.length - 1);
  const after = rows.findIndex(({ id }, index) => id !== null && index >= hint);
  return after >= 0 ? after : rows.findLastIndex(({ id }) => id !== null);
}

interface Scrolled extends Pick<Viewport, 'rows' | 'content' | 'isList' | 'height' | 'selected' | 'top'> {}

function topOf({ rows, content, isList, height, selected, top }: Scrolled): number {
  const last = Math.max(0, rows.length - height);
  if (content.sticky === true && top === 0) return last;
  if (!isList || selected < 0) return Math.min(Math.max(0, top), last);
  return Math.min(Math.max(0, Math.min(Math.max(top, selected - height + 1), selected)), last);
}

/** On a page Enter must not act on what is out of sight. */
function visible(
  rows: readonly Row[],
  selected: number,
  { top, height, isFree }: Pick<Viewport, 'top' | 'height'> & { readonly isFree: boolean },
): number {
  if (selected >= top && selected < top + height) return selected;
  if (isFree) return -1;
  return rows.findIndex(({ id }, index) => id !== null && index >= top && index < top + height);
}
