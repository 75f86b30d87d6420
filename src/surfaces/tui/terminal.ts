import { printable } from '../../domain/names.ts';
import type { TuiIo } from './io.ts';

/** What is changed about a terminal: other screen, no cursor, no wrapping of lines, mouse reports, pastes told apart, its title kept for later. */
const begins = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[?1000h\u001b[?1006h\u001b[?2004h\u001b[22;0t';
/**
 * All of it taken back, in a way that does no harm if it was not done. The other screen is wiped first: where the window grew meanwhile,
 * tmux leaves lines of it behind.
 */
const ends =
  '\u001b[23;0t\u001b[?2004l\u001b[?1006l\u001b[?1000l\u001b[0m\u001b[?7h\u001b[?25h\u001b[2J\u001b[?1049l';
const wipes = '\u001b[0m\u001b[2J\u001b[H';

export interface Screen {
  /** Takes the terminal. */
  take(): void;
  /** Gives it back as it was. Safe to call twice, and while the process ends. */
  giveBack(): void;
  title(text: string): void;
  bell(): void;
  readonly isTaken: boolean;
}

export function screenOf({
  stdin,
  stdout,
  keepTerminal,
}: Pick<TuiIo, 'stdin' | 'stdout' | 'keepTerminal'>): Screen {
  let isTaken = false;
  const keeper = keepTerminal(ends);
  const raw = (on: boolean): void => {
    // A terminal that hung up cannot be changed any more.
    if (!stdin.destroyed && stdin.isTTY) stdin.setRawMode(on);
  };
  return {
    get isTaken() {
      return isTaken;
    },
    take() {
      if (isTaken) return;
      isTaken = true;
      raw(true);
      stdout.write(begins + wipes);
      keeper.tell('taken');
    },
    giveBack() {
      if (!isTaken) return;
      isTaken = false;
      stdout.write(ends);
      raw(false);
      keeper.tell('free');
    },
    title: (text) => void (isTaken && stdout.write(`\u001b]0;${printable(text)}\u0007`)),
    bell: () => void (isTaken && stdout.write('\u0007')),
  };
}
