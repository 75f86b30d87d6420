import type { Region } from './view.ts';
import { textWidth } from './text-width.ts';

/** The terminal: a transcript that scrolls, and below it a region that is drawn anew. */
export interface Surface {
  readonly size: { readonly columns: number; readonly rows: number };
  draw(region: Region): void;
  /** Adds to the transcript, above the region. `text` ends with a line end. */
  print(text: string, region: Region): void;
  /** From here on nothing is written. */
  mute(muted: boolean): void;
  close(): void;
}

const ESC = '\u001b';
const HIDE = `${ESC}[?25l`;
const SHOW = `${ESC}[?25h`;
const PASTE_ON = `${ESC}[?2004h`;
const PASTE_OFF = `${ESC}[?2004l`;
const ERASE_BELOW = `${ESC}[J`;
const fallback = { columns: 80, rows: 24 };

/** Takes the terminal: from here on pastes come in brackets. */
export function openSurface(out: NodeJS.WriteStream): Surface {
  let drawn: Region | null = null;
  let muted = false;
  const columns = (): number => (out.columns > 0 ? out.columns : fallback.columns);

  function write(text: string): void {
    if (!muted) out.write(text);
  }

  function erase(): string {
    if (drawn === null) return '';
    const above = drawn.lines.slice(0, drawn.cursorLine);
    // After the terminal became narrower, lines it drew take several rows.
    const rows = above.reduce((sum, line) => sum + rowsOf(textWidth(line), columns()), 0);
    const up = rows + rowsOf(textWidth(drawn.beforeCursor), columns()) - 1;
    drawn = null;
    return `\r${up > 0 ? `${ESC}[${up}A` : ''}${ERASE_BELOW}`;
  }

  function paint(region: Region): string {
    drawn = region;
    const up = region.lines.length - 1 - region.cursorLine;
    return `${region.lines.join('\r\n')}\r${up > 0 ? `${ESC}[${up}A` : ''}${region.beforeCursor}`;
  }

  out.write(PASTE_ON);
  return {
    get size() {
      return { columns: columns(), rows: out.rows > 0 ? out.rows : fallback.rows };
    },
    draw(region) {
      write(`${HIDE}${erase()}${paint(region)}${SHOW}`);
    },
    print(text, region) {
      write(`${HIDE}${erase()}${text.replace(/\n/g, '\r\n')}${paint(region)}${SHOW}`);
    },
    mute(value) {
      muted = value;
    },
    close() {
      muted = false;
      write(`${erase()}${PASTE_OFF}${SHOW}`);
    },
  };
}

function rowsOf(width: number, columns: number): number {
  return Math.max(1, Math.ceil(width / columns));
}
