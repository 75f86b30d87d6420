import { fit, harmless, harmlessBlock, padded, width } from '../cells.ts';
import { painter, type Paint } from '../paint.ts';
import { askedOf, type Confirming } from './confirming.ts';
import { headerLines } from './header.ts';
import { keyBar } from './key-bar.ts';
import type { Line } from './line.ts';
import { textOf } from './line.ts';
import { suggestionsFor } from './palette.ts';
import { spanLine, spanLines } from './spans.ts';
import { bodyOf, sceneOf, viewportOf, type Viewport } from './viewport.ts';
import { views } from './views.ts';
import type { Mode, UiState } from './state.ts';
import type { Given, Row, Scene } from './view.ts';

const fewestColumns = 30;
const fewestRows = 8;

/** The whole screen: exactly `size.rows` lines, none wider than `size.columns`. */
export function screen(state: UiState, given: Given): readonly string[] {
  const { columns, rows } = given.size;
  if (columns < fewestColumns || rows < fewestRows) return tooSmall(given);
  const scene = sceneOf(state, given);
  const view = viewportOf(scene);
  const body = bodyLines(scene, view);
  const above = overlay(scene, body.length);
  const below = [...headerLines(scene, views), ...body];
  const lines = [...below.slice(0, below.length - above.length), ...above, bottomLine(scene)];
  return given.unicode ? lines : lines.map((line) => line.replaceAll('…', cutInAscii));
}

/** What is cut ends with it where the locale is not UTF-8. */
const cutInAscii = '.';

function tooSmall({ size }: Given): readonly string[] {
  const text = `${size.columns}x${size.rows}: czar needs ${fewestColumns}x${fewestRows} (q leaves)`;
  return Array.from({ length: Math.max(0, size.rows) }, (_line, index) =>
    index === 0 ? fit(text, size.columns) : '',
  );
}

function bodyLines(scene: Scene, view: Viewport): readonly string[] {
  const { rows, columns } = bodyOf(scene);
  const { content, foot } = view;
  const shown = view.rows.slice(view.top, view.top + view.height);
  const lines = shown.map((row, index) => rowLine(row, view.top + index === view.selected, scene));
  const filter = scene.place.filter;
  const none = filter === '' ? content.empty : `nothing matches "${harmless(filter)}" (Esc shows all)`;
  const list = view.rows.length === 0 ? [fit(`  ${none}`, columns)] : lines;
  const blanks = Math.max(0, rows - content.head.length - foot.length - list.length);
  return [...content.head, ...list, ...Array.from({ length: blanks }, () => ''), ...foot].slice(0, rows);
}

const plain: Paint = (_colour, text) => text;

/** The selected row is inverted as a whole, and marked for where there are no colours. */
function rowLine(row: Row, isSelected: boolean, { color, size }: Scene): string {
  const paint = painter(color);
  if (!isSelected) return `  ${row.line(paint)}`;
  const text = padded(`> ${row.line(plain)}`, size.columns);
  return color ? paint('inverse', text) : text.trimEnd();
}

const mostSuggestions = 8;

/** What stands over the lower rows while something is typed or asked. */
function overlay(scene: Scene, room: number): readonly string[] {
  const { mode } = scene.state;
  if (mode.on === 'palette') return paletteLines(scene, mode).slice(0, room);
  if (mode.on === 'confirm') return confirmLines(scene, mode);
  return mode.on === 'browse' ? toastLines(scene).slice(0, -1).slice(0, room) : [];
}

function ruleLine({ color, unicode, size }: Scene): string {
  return painter(color)('dim', (unicode ? '─' : '-').repeat(size.columns));
}

function paletteLines(scene: Scene, { line, chosen }: Extract<Mode, { on: 'palette' }>): readonly string[] {
  const { columns } = scene.size;
  const all = suggestionsFor(textOf(line), scene);
  const from = Math.max(0, Math.min(chosen - mostSuggestions + 1, all.length - mostSuggestions));
  const shown = all.slice(from, from + mostSuggestions);
  const longest = Math.min(24, Math.max(0, ...shown.map(({ shows }) => width(shows))));
  const paint = painter(scene.color);
  const rest = all.length - from - shown.length;
  return [
    ruleLine(scene),
    ...toastLines(scene),
    ...shown.map(({ shows, says }, index) => {
      const text = fit(`${padded(shows, longest)}  ${says}`, columns - 2);
      const isChosen = from + index === chosen;
      return isChosen ? paint('inverse', padded(`> ${text}`, columns)) : `  ${text}`;
    }),
    ...(rest > 0 ? [paint('dim', fit(`  +${rest} more`, columns))] : []),
  ];
}

/** What is lost must be read: on a small screen it may stand over the header too. */
function confirmLines(scene: Scene, mode: Confirming): readonly string[] {
  const { asks, loses, below } = askedOf(mode, scene.size);
  const paint = painter(scene.color);
  const more = below > 0 ? [paint('dim', fit(`  +${below} more`, scene.size.columns))] : [];
  return [ruleLine(scene), paint('yellow', asks), ...loses, ...more];
}

function bottomLine(scene: Scene): string {
  const { mode } = scene.state;
  const { columns } = scene.size;
  const paint = painter(scene.color);
  switch (mode.on) {
    case 'filter':
      return typedLine({ title: '/', line: mode.line, hint: 'Enter keeps, Esc ends' }, scene);
    case 'palette':
      return typedLine({ title: ':', line: mode.line, hint: 'Tab completes, Enter runs' }, scene);
    case 'typing':
      return typedLine({ title: `${mode.title}: `, line: mode.line, hint: 'Enter sends, Esc drops' }, scene);
    case 'confirm': {
      const [key, does] = askedOf(mode, scene.size).below > 0 ? ['down', 'go on reading'] : ['y', 'do it'];
      return spanLine(
        [{ text: key, colour: 'bold' }, { text: ` ${does}   any other key leaves it` }],
        columns,
        paint,
      );
    }
    case 'browse':
      return toastLines(scene).at(-1) ?? keyBar(scene);
  }
}

/** What was just said to the person, in full as far as that may be; empty: nothing. */
function toastLines({ state: { toast }, now, size, color }: Scene): readonly string[] {
  if (toast === null || now - toast.at >= toastMs) return [];
  const layout = { cells: size.columns, most: mostToastLines, paint: painter(color) };
  return spanLines(
    [{ text: harmless(toast.text.trim().replace(/\s*\n\s*/g, '; ')), ...toneColour[toast.tone] }],
    layout,
  );
}

const mostToastLines = 4;

/** Long enough to be read; any key takes it away before. */
const toastMs = 12_000;

const toneColour = { good: { colour: 'green' }, bad: { colour: 'red' }, plain: {} } as const;

interface Typed {
  readonly title: string;
  readonly line: Line;
  readonly hint: string;
}

/** The end before the cursor is what one looks at: a long text is cut on its left. */
function typedLine({ title, line, hint }: Typed, { size, color }: Scene): string {
  const paint = painter(color);
  const shown = (text: string): string => harmlessBlock(text).replaceAll('\n', '\\n ').replaceAll('\t', ' ');
  const head = fit(title, Math.floor(size.columns / 2));
  const room = Math.max(1, size.columns - width(head) - 1);
  // Of a long text no more is looked at than can be in sight.
  const before = lastCells(shown(line.before.slice(-room * mostPerCell)), room);
  const after = fit(shown(line.after.slice(0, room * mostPerCell)), Math.max(0, room - width(before)));
  const cursor = color ? paint('inverse', ' ') : '_';
  const rest = room - width(before) - width(after) - width(hint) - 2;
  const tail = rest < 0 ? '' : `${' '.repeat(rest + 2)}${paint('dim', hint)}`;
  return `${paint('bold', head)}${before}${cursor}${after}${tail}`;
}

/** UTF-16 units: families of emoji have the most. */
const mostPerCell = 16;

function lastCells(text: string, cells: number): string {
  if (width(text) <= cells) return text;
  const parts = Array.from(text);
  let used = 0;
  let from = parts.length;
  while (from > 0 && used + width(parts[from - 1] ?? '') <= cells) {
    from -= 1;
    used += width(parts[from] ?? '');
  }
  return parts.slice(from).join('');
}
