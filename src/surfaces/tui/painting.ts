import { width } from '../../views/cells.ts';

/** Puts frames on the terminal, and of each only the lines that are not there already. */
export interface Painting {
  paint(frame: string): void;
  /** The terminal shows something else now: the next frame is painted in full. */
  forget(): void;
}

/** Terminals that know it show nothing half done. */
const begins = '\u001b[?2026h';
const ends = '\u001b[?2026l';

/** Each line goes to its own place, so that nothing depends on where the cursor was, and no resizing can tear it. */
export function paintingOn(stdout: NodeJS.WriteStream): Painting {
  let shown: readonly string[] = [];
  let isKnown = false;
  return {
    paint(frame) {
      const lines = frame.split('\n').slice(0, stdout.rows);
      const changes = lines.flatMap((line, row) =>
        line === shown[row] ? [] : [`\u001b[${row + 1};1H${line}${rest(line, stdout.columns)}`],
      );
      const filled = isKnown ? shown.length : stdout.rows;
      const below = filled > lines.length ? [`\u001b[${lines.length + 1};1H\u001b[J`] : [];
      // Colours that somebody else left on. Nothing is wiped beforehand: an empty screen would be seen.
      const first = isKnown ? [] : ['\u001b[0m'];
      shown = lines;
      isKnown = true;
      const written = [...first, ...changes, ...below];
      if (written.length > 0) stdout.write(`${begins}${written.join('')}${ends}`);
    },
    forget() {
      shown = [];
      isKnown = false;
    },
  };
}

/** What is left without them is measured fast. */
const colours = /\u001b\[\d*m/g;

/** In the last column the cursor stands on what was just written: there is nothing to erase there, but that. */
function rest(line: string, columns: number): string {
  return width(line.replaceAll(colours, '')) < columns ? '\u001b[0m\u001b[K' : '\u001b[0m';
}
