import { aShop, demoTask, type Shop } from './czar-shop.ts';
import { keysNamed } from './tui-presses.ts';
import { aTuiTerminal, expectGone, expectSeen, type TuiTerminal } from './tui-terminal.ts';
import { until } from './until.ts';

const workers = ['engineer1', 'engineer2', 'engineer3', 'engineer4'];

/** A night with something in every view: one worker asks, one left a question, one is at work, the work of one waits for a yes; two changed one file. */
async function aFullNight(): Promise<Shop> {
  const shop = aShop({
    config: { merge: { auto: false }, workers: Object.fromEntries(workers.map((name) => [name, {}])) },
    tasks: {
      engineer1: demoTask('$ echo one > one.txt', 'commit "Begin one"', '@question which colour?'),
      engineer2: demoTask('@blocked keep both endpoints?'),
      engineer4: demoTask('$ echo four > same.txt', 'commit --complete "Four"'),
    },
    // What a key does to a worker is told from what it does to a task by the name.
    bonus: {
      prices: {
        text: demoTask('$ echo three > same.txt', 'commit "Begin three"', '@freeze 20m'),
        assignee: 'engineer3',
      },
    },
  });
  await shop.start();
  await shop.asked('agent-asks', 'engineer1');
  await shop.asked('task-blocked', 'engineer2');
  await shop.asked('merge-wanted', 'engineer4');
  await shop.sees('the conflict', ({ conflicts }) => (conflicts ?? []).length > 0);
  await shop.sees('engineer3 at work', ({ workers }) =>
    workers.some(({ worker, activity }) => worker === 'engineer3' && activity === 'working'),
  );
  return shop;
}

/** Ways through the interface, from wherever nothing is typed. */
export interface Ways {
  /** The view with this number. */
  readonly view: (key: string) => Promise<void>;
  /** The only row in a view that has all of these words. */
  readonly row: (key: string, words: string) => Promise<void>;
  /** What that row leads to. */
  readonly page: (key: string, words: string, title: string | RegExp) => Promise<void>;
  /** Presses Esc, and waits until this is not seen any more. */
  readonly leave: (seen: string | RegExp) => Promise<void>;
  /** The keys that the help of the place names. */
  readonly help: () => Promise<readonly string[]>;
}

/** The interface, opened in such a night. */
export interface Night extends Ways {
  readonly shop: Shop;
  readonly terminal: TuiTerminal;
}

/** In a terminal so long that all of a help is in sight. `begin` gets the folder that everything of it is in. */
export async function aNight(begin: (base: string) => string = () => 'czar'): Promise<Night> {
  const shop = await aFullNight();
  shop.takesFastTyping();
  const terminal = aTuiTerminal(shop, { begin: begin(shop.base), columns: 110, rows: 60 });
  await expectSeen(terminal, /live/);
  await expectSeen(terminal, /^> \? +engineer1/m);
  return { shop, terminal, ...waysOf(terminal) };
}

/** What the help names for every place, in its order. */
export const everywhere: readonly string[] = [
  '1',
  '2',
  '3',
  '4',
  '5',
  '6',
  '7',
  '8',
  '9',
  'up down, k j',
  'PgUp PgDn, u d',
  'g G, Home End',
  'Enter, l, right',
  'Esc, h, left',
  'Tab, Shift-Tab',
  'n',
  'P',
  'U',
  '/',
  ':',
  '?',
  'Ctrl-L',
  'Ctrl-Z',
  'q, Ctrl-C',
];

function waysOf(terminal: TuiTerminal): Ways {
  const view: Ways['view'] = async (key) => {
    // Digits choose an answer on the page of a question.
    terminal.keys('n');
    await expectSeen(terminal, /\[2 Needs/);
    terminal.keys(key);
    await expectSeen(terminal, new RegExp(`\\[${key} `));
  };
  const row: Ways['row'] = async (key, words) => {
    await view(key);
    await find(terminal, words);
  };
  const leave: Ways['leave'] = async (seen) => {
    terminal.keys('Escape');
    await expectGone(terminal, seen);
  };
  return {
    view,
    row,
    leave,
    async page(key, words, title) {
      await row(key, words);
      terminal.keys('Enter');
      await expectSeen(terminal, title);
    },
    async help() {
      terminal.keys('?');
      await expectSeen(terminal, 'q, Ctrl-C');
      const named = keysNamed(terminal.lines());
      await leave('> [Help');
      return named;
    },
  };
}

async function find(terminal: TuiTerminal, words: string): Promise<void> {
  terminal.keys('/');
  await expectSeen(terminal, 'Enter keeps, Esc ends');
  terminal.type(words);
  terminal.keys('Enter');
  await expectSeen(terminal, /^filter: /m);
  await until(() => terminal.lines().some((line) => hasAll(line, words)), { what: `the row "${words}"` });
}

function hasAll(line: string, words: string): boolean {
  return line.startsWith('> ') && words.split(' ').every((word) => line.includes(word));
}
