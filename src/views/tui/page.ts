import { fit } from '../cells.ts';
import { painter } from '../paint.ts';
import { wrapped } from '../questions.ts';
import { spanLine, type Span } from './spans.ts';
import type { Action, Row, Scene } from './view.ts';

/** Lines of a page that is read rather than chosen from. Built for one width. */
export interface Page {
  title(text: string): Row;
  /** Wrapped; harmless already. `label` stands in the indent of the first line. */
  text(text: string, indent?: string, label?: string): readonly Row[];
  line(spans: readonly Span[]): Row;
  blank(): Row;
  /** `open` null: it can be selected, and Enter does what the view says. */
  choice(id: string, spans: readonly Span[], open: Action | null): Row;
}

/** `cells`: of the whole line, the mark of the selection included. */
export function pageOf(scene: Pick<Scene, 'color'>, cells: number): Page {
  const paint = painter(scene.color);
  const room = Math.max(1, cells - 2);
  const row = (line: () => string, search: () => string): Row => ({ id: null, search, line, open: null });
  const written = (line: string, text: string): Row =>
    row(
      () => line,
      () => text,
    );
  return {
    title: (text) => written(paint('bold', fit(text, room)), text),
    text: (text, indent = '', label = '') =>
      wrapped(text, indent, room).map((line, index) =>
        written(index === 0 ? label + line.slice(label.length) : line, text),
      ),
    line: (spans) =>
      row(
        () => spanLine(spans, room, paint),
        () => textOf(spans),
      ),
    blank: () => written('', ''),
    choice: (id, spans, open) => ({
      id,
      search: () => textOf(spans),
      line: (own) => spanLine(spans, room, own),
      open,
    }),
  };
}

function textOf(spans: readonly Span[]): string {
  return spans.map(({ text }) => text).join('');
}
