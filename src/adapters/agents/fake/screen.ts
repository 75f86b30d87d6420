import { clipped, textWidth } from '../demo/text-width.ts';
import type { Region } from '../demo/view.ts';
import type { Size } from './view.ts';

const ESC = '\u001b';
const fallback: Size = { columns: 80, rows: 24 };

export interface FakeScreen {
  readonly size: Size;
  draw(region: Region): void;
}

/** Takes the terminal, and draws it whole each time. `brackets`: pastes come in brackets. */
export function openFakeScreen(out: NodeJS.WriteStream, brackets: boolean): FakeScreen {
  out.write(`${ESC}[?1049h${brackets ? `${ESC}[?2004h` : ''}`);
  const size = (): Size => (out.columns > 0 ? { columns: out.columns, rows: out.rows } : fallback);
  return {
    get size() {
      return size();
    },
    draw({ lines, cursorLine, beforeCursor }) {
      const { columns, rows } = size();
      const dropped = Math.max(0, lines.length - rows);
      const shown = lines.slice(dropped).map((line) => `${clipped(line, columns - 1)}${ESC}[K`);
      const at = `${ESC}[${cursorLine - dropped + 1};${textWidth(beforeCursor) + 1}H`;
      out.write(`${ESC}[?25l${ESC}[H${shown.join('\r\n')}${ESC}[J${at}${ESC}[?25h`);
    },
  };
}
