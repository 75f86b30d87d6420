import { expect, test } from 'vitest';
import { aNight, everywhere, type Night } from '../support/tui-night.ts';
import { each, expectKeys, type Press, type Presses } from '../support/tui-presses.ts';
import { expectSeen, expectShell } from '../support/tui-terminal.ts';
import { until } from '../support/until.ts';

const workerRow = /^[> ] \S +engineer\d/;

const lastRow = 3;

/** Which of the rows of workers is selected; -1: none. */
function selectedOf(screen: string): number {
  return screen
    .split('\n')
    .filter((line) => workerRow.test(line))
    .findIndex((line) => line.startsWith('>'));
}

/** All workers are there, and no filter is. */
function isWhole(screen: string): boolean {
  const workers = screen.split('\n').filter((line) => workerRow.test(line));
  return workers.length === lastRow + 1 && !screen.includes('filter: ');
}

function selects(index: number): Press['sees'] {
  return (after) => selectedOf(after) === index;
}

/** Those that move in a list of four workers. */
function moves(night: Night): Presses {
  const { terminal, view } = night;
  const { wheel, pages } = scrolls(night);
  const atLast = async (): Promise<void> => {
    await view('1');
    terminal.keys('G');
    await until(() => selectedOf(terminal.screen()) === lastRow, { what: 'the last row' });
  };
  return {
    'up down, k j': [
      ...each(['Down', 'j'], { sees: selects(1) }),
      ...each(['Up', 'k'], { at: atLast, sees: selects(lastRow - 1) }),
      { keys: [], bytes: '\u001b[<65;9;9M', sees: selects(lastRow) },
      { keys: [], bytes: '\u001b[<64;9;9M', at: atLast, sees: selects(0) },
      ...wheel,
    ],
    'PgUp PgDn, u d': [
      ...each(['NPage', 'd', 'C-f', 'C-d', 'Space'], { sees: selects(lastRow) }),
      ...each(['PPage', 'u', 'C-b', 'C-u'], { at: atLast, sees: selects(0) }),
      ...pages,
    ],
    'g G, Home End': [
      ...each(['G', 'End'], { sees: selects(lastRow) }),
      ...each(['g', 'Home'], { at: atLast, sees: selects(0) }),
    ],
  };
}

/** Below the header and the name of the view; the first cells mark what is selected. */
function helpLines(screen: string, from: number): string {
  const lines = screen.split('\n').slice(4 + from, 8 + from);
  return lines.map((line) => line.slice(2)).join('\n');
}

/** Those that move in what is longer than the window. */
function scrolls({ terminal, view, leave }: Night): Readonly<Record<'wheel' | 'pages', readonly Press[]>> {
  const help = async (): Promise<void> => {
    await view('1');
    terminal.resize(110, 14);
    terminal.keys('?');
    await expectSeen(terminal, /> \[Help[\s\S]*more$/m);
  };
  const further = async (): Promise<string> => {
    const before = helpLines(terminal.screen(), 0);
    terminal.keys('d');
    await until(() => helpLines(terminal.screen(), 0) !== before, { what: 'a page further down' });
    return helpLines(terminal.screen(), 0);
  };
  const afterwards = async (): Promise<void> => {
    terminal.resize(110, 60);
    await expectSeen(terminal, 'q, Ctrl-C');
    await leave('> [Help');
  };
  const down: Press['sees'] = (after, before) => helpLines(after, 0) === helpLines(before, 3);
  const up: Press['sees'] = (after, before) => helpLines(after, 3) === helpLines(before, 0);
  let second = '';
  const third = async (): Promise<void> => {
    await help();
    second = await further();
    await further();
  };
  return {
    wheel: [
      { keys: [], bytes: '\u001b[<65;9;9M', at: help, sees: down, afterwards },
      { keys: [], bytes: '\u001b[<64;9;9M', at: third, sees: up, afterwards },
    ],
    pages: each(['PPage', 'u', 'C-b', 'C-u'], {
      at: third,
      sees: (after) => helpLines(after, 0) === second,
      afterwards,
    }),
  };
}

/** Those that lead somewhere. */
function jumps({ view, page, row }: Night): Presses {
  const onWorker = (): Promise<void> => page('1', 'engineer3', '> [Worker engineer3]');
  const titles = ['Overview', 'Needs', 'Graph', 'Timeline', 'Decisions', 'Queue', 'Log', 'Conflicts', 'Away'];
  return {
    ...Object.fromEntries(
      titles.map((title, index): readonly [string, readonly Press[]] => [
        String(index + 1),
        [
          {
            keys: [String(index + 1)],
            sees: `[${index + 1} ${title}`,
            at: () => view(index === 0 ? '3' : '1'),
          },
        ],
      ]),
    ),
    'Enter, l, right': each(['Enter', 'l', 'Right'], {
      at: () => row('1', 'engineer2'),
      sees: '> [Worker engineer2]',
    }),
    // A filter goes first.
    'Esc, h, left': [
      ...each(['Escape', 'h', 'Left', 'BSpace'], { at: onWorker, sees: /\[1 Overview\]/ }),
      ...each(['Escape', 'h', 'Left', 'BSpace'], { at: () => row('1', 'engineer3'), sees: isWhole }),
    ],
    'Tab, Shift-Tab': [
      { keys: ['Tab'], sees: '[2 Needs' },
      { keys: ['BTab'], sees: '[9 Away' },
    ],
    n: [{ keys: ['n'], sees: '[2 Needs' }],
    P: [{ keys: ['P'], sees: /> \[Output\][\s\S]*czar pr\n[\s\S]*#1 +open +engineer4/ }],
    U: [{ keys: ['U'], sees: /> \[Undo\][\s\S]*nothing can be undone/ }],
  };
}

/** Those with which one types, asks, and leaves. */
function doors({ terminal, leave }: Night): Presses {
  const scribble = async (): Promise<void> => {
    // On a line that nothing else is written on.
    terminal.scribble({ row: 30, column: 1, text: 'scribbled' });
    await expectSeen(terminal, 'scribbled');
  };
  const again = async (): Promise<void> => {
    await expectShell(terminal);
    terminal.shell('clear; czar');
    await expectSeen(terminal, '[1 Overview]');
  };
  return {
    '/': [
      {
        keys: ['/', 'e', '2'],
        sees: (screen) => /^\/e2/m.test(screen) && /nothing matches "e2"/.test(screen),
        afterwards: async () => {
          terminal.keys('BSpace');
          await expectSeen(terminal, /^> \? +engineer1/m);
          await leave('Esc ends');
        },
      },
    ],
    ':': [
      {
        keys: [':', 'n', 'e', 'e', 'Tab'],
        sees: /^:needs [\s\S]*Tab completes/m,
        afterwards: () => leave('Enter runs'),
      },
    ],
    '?': [{ keys: ['?'], sees: '> [Help overview]', afterwards: () => leave('> [Help') }],
    'Ctrl-L': [{ keys: ['C-l'], at: scribble, sees: (screen) => !screen.includes('scribbled') }],
    'Ctrl-Z': [
      {
        keys: ['C-z'],
        sees: 'Stopped',
        afterwards: async () => {
          await expectShell(terminal);
          terminal.shell('fg');
          await expectSeen(terminal, '[1 Overview]');
        },
      },
    ],
    'q, Ctrl-C': each(['q', 'C-c'], { sees: () => terminal.isRestored(), afterwards: again }),
  };
}

test('every key that works everywhere does what the help says', async () => {
  const night = await aNight();
  const keys = { ...jumps(night), ...moves(night), ...doors(night) };
  await night.view('9');
  expect(await night.help()).toEqual(everywhere);
  expect(Object.keys(keys).sort()).toEqual([...everywhere].sort());
  await expectKeys(night.terminal, () => night.view('1'), keys);
});
