import { describe, expect, test } from 'vitest';
import { screenOf, type Screen } from '../../../../src/surfaces/tui/terminal.ts';

interface Terminal {
  readonly screen: Screen;
  /** What was done to it since it was looked at last. */
  readonly done: () => readonly string[];
  readonly written: () => string;
  /** What is told to it where this process is ended in a way that it cannot notice. */
  readonly kept: readonly string[];
}

function aTerminal({ destroyed = false, isTTY = true } = {}): Terminal {
  const done: string[] = [];
  const kept: string[] = [];
  let written = '';
  const stdin: Pick<NodeJS.ReadStream, 'destroyed' | 'isTTY'> & { readonly setRawMode: unknown } = {
    destroyed,
    isTTY,
    setRawMode: (on: boolean) => void done.push(on ? 'raw' : 'cooked'),
  };
  const stdout = {
    write: (text: string) => {
      written += text;
      done.push('write');
      return true;
    },
  };
  const screen = screenOf({
    stdin: stdin as NodeJS.ReadStream,
    stdout: stdout as NodeJS.WriteStream,
    keepTerminal: (ends) => {
      kept.push(ends);
      return { tell: (state) => void done.push(state) };
    },
  });
  const taken = (): string => {
    const text = written;
    written = '';
    return text;
  };
  return { screen, done: () => done.splice(0), written: taken, kept };
}

/** The modes of a terminal that a text sets (h) or resets (l), by their numbers. */
function modesIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from(text.matchAll(/\u001b\[\?(\d+)([hl])/g), ([, mode = '', to = '']) => [mode, to]),
  );
}

const modes: readonly (readonly [what: string, mode: string, taken: 'h' | 'l'])[] = [
  ['the other screen', '1049', 'h'],
  ['the cursor', '25', 'l'],
  ['wrapping of lines', '7', 'l'],
  ['clicks', '1000', 'h'],
  ['places of clicks', '1006', 'h'],
  ['pastes told apart', '2004', 'h'],
];

describe('a terminal', () => {
  test.each(modes)('has %s changed while it is taken, and as it was afterwards', (_what, mode, taken) => {
    const { screen, written } = aTerminal();
    screen.take();
    expect(modesIn(written())[mode]).toBe(taken);
    screen.giveBack();
    expect(modesIn(written())[mode]).toBe(taken === 'h' ? 'l' : 'h');
  });

  test('has nothing else changed about it', () => {
    const { screen, written } = aTerminal();
    screen.take();
    const changed = Object.keys(modesIn(written())).sort();
    expect(changed).toEqual(modes.map(([, mode]) => mode).sort());
    screen.giveBack();
    expect(Object.keys(modesIn(written())).sort()).toEqual(changed);
  });

  test('has its title kept, and back at the end', () => {
    const { screen, written } = aTerminal();
    screen.take();
    expect(written()).toContain('\u001b[22;0t');
    screen.title('czar shop');
    screen.giveBack();
    expect(written()).toMatch(/\]0;czar shop\u0007.*\u001b\[23;0t/s);
  });

  test('shows the screen of before last of all, without colours of this one', () => {
    const { screen, written } = aTerminal();
    screen.take();
    written();
    screen.giveBack();
    expect(written()).toMatch(/\u001b\[0m.*\u001b\[\?1049l$/s);
  });

  test('gets the same words from whoever puts it back in place of this process', () => {
    const { screen, written, kept } = aTerminal();
    screen.take();
    written();
    screen.giveBack();
    expect(kept).toEqual([written()]);
  });

  test('is free only after all of it is put back', () => {
    const { screen, done } = aTerminal();
    screen.take();
    expect(done()).toEqual(['raw', 'write', 'taken']);
    expect(screen.isTaken).toBe(true);
    screen.giveBack();
    expect(done()).toEqual(['write', 'cooked', 'free']);
    expect(screen.isTaken).toBe(false);
  });

  test('is taken and given back once, however often that is asked for', () => {
    const { screen, done } = aTerminal();
    screen.giveBack();
    expect(done()).toEqual([]);
    screen.take();
    screen.take();
    expect(done()).toHaveLength(3);
    screen.giveBack();
    screen.giveBack();
    expect(done()).toHaveLength(3);
    screen.take();
    expect(done()).toEqual(['raw', 'write', 'taken']);
  });

  test.each([{ destroyed: true }, { isTTY: false }])('%j keeps its mode: it cannot be changed', (how) => {
    const { screen, done } = aTerminal(how);
    screen.take();
    screen.giveBack();
    expect(done()).toEqual(['write', 'taken', 'write', 'free']);
  });
});

describe('its title and its bell', () => {
  test('are for the time that it is taken only', () => {
    const { screen, written } = aTerminal();
    const speak = (): string => {
      screen.title('czar shop');
      screen.bell();
      return written();
    };
    expect(speak()).toBe('');
    screen.take();
    written();
    expect(speak()).toBe('\u001b]0;czar shop\u0007\u0007');
    screen.giveBack();
    written();
    expect(speak()).toBe('');
  });

  test('let nothing through that would end the title', () => {
    const { screen, written } = aTerminal();
    screen.take();
    written();
    screen.title('shop\u0007\u001b[2J');
    expect(written().match(/[\u0007\u001b]/g)).toEqual(['\u001b', '\u0007']);
  });
});
