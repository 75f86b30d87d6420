import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { taskOf, workerOf } from '../support/czar-shop.ts';
import { aNight, everywhere, type Night } from '../support/tui-night.ts';
import { each, expectKeys, type Press, type Presses } from '../support/tui-presses.ts';
import { expectGone, expectSeen } from '../support/tui-terminal.ts';
import { until } from '../support/until.ts';

/** Says which file it got, and leaves it as it is. */
const editor = 'printf "editing %s" "$1"; read -r line';

function anEditorNight(): Promise<Night> {
  return aNight((base) => {
    const path = join(base, 'editor.sh');
    writeFileSync(path, editor);
    return `EDITOR='sh ${path}' czar`;
  });
}

/** Presses the keys that only mean something at a place, after its help has named the same ones. */
async function expectOwnKeys(night: Night, open: () => Promise<void>, presses: Presses): Promise<void> {
  await open();
  expect([...(await night.help())].sort()).toEqual([...Object.keys(presses), ...everywhere].sort());
  await expectKeys(night.terminal, open, presses);
}

/** Asks, and does nothing but with a yes. */
function asks(night: Night, key: string, question: string): readonly Press[] {
  return [
    {
      keys: [key],
      sees: (screen) => screen.includes(question) && screen.includes('y do it   any other key leaves it'),
      afterwards: async () => {
        night.terminal.keys('n');
        await expectGone(night.terminal, question);
      },
    },
  ];
}

/** A line that is typed in place. */
function types(night: Night, key: string, line: string | RegExp): readonly Press[] {
  return [{ keys: [key], sees: line, afterwards: () => night.leave(/Enter runs|Enter sends/) }];
}

/** What one key begins and another one, or the same, ends. What came of it is said by then: it would hide what is said next. */
function orders(key: string, says: RegExp, isSo: () => boolean): Press {
  return { keys: [key], sees: (screen) => says.test(screen) && isSo() };
}

function attaching({ shop, terminal }: Night, worker: string): Pick<Presses, 'a' | 'A'> {
  const attached = (key: string, isReadOnly: string): readonly Press[] => [
    {
      keys: [key],
      sees: 'comes back to czar',
      afterwards: async () => {
        expect(shop.attached()).toEqual([`shop-worker-${worker} ${isReadOnly}`]);
        terminal.keys('C-b', 'd');
        await expectSeen(terminal, / ● live /);
      },
    },
  ];
  return { a: attached('a', '0'), A: attached('A', '1') };
}

const worker = 'engineer3';
const task = 'prices';
const tasks = ['engineer1', 'engineer2', 'engineer4', task];

function workerKeys(night: Night): Presses {
  const isPaused = (): boolean => {
    const picture = night.shop.picture();
    return picture !== null && workerOf(picture, worker)?.activity === 'paused';
  };
  return {
    ...attaching(night, worker),
    m: types(night, 'm', /^to engineer3: .*Enter sends/m),
    R: asks(night, 'R', `Restart ${worker}?`),
    p: [orders('p', /^engineer3 paused/m, isPaused), orders('p', /^engineer3 resumed/m, () => !isPaused())],
    t: [{ keys: ['t'], sees: `> [Task ${task}]` }],
  };
}

function taskKeys(night: Night): Presses {
  const { shop, terminal } = night;
  const hasPriority = (priority: number) => (): boolean => {
    const picture = shop.picture();
    return picture !== null && taskOf(picture, task)?.priority === priority;
  };
  return {
    s: types(night, 's', /^:assign prices .*Enter runs/m),
    e: [
      {
        keys: ['e'],
        sees: /^editing .*prices.*\.md/m,
        afterwards: async () => {
          terminal.keys('Enter');
          await expectSeen(terminal, /^the text of prices stays as it is/m);
        },
      },
    ],
    '>': [orders('>', /^changed prices: priority 2/m, hasPriority(2))],
    '<': [orders('<', /^changed prices: priority 1/m, hasPriority(1))],
    r: asks(night, 'r', `Begin ${task} again?`),
    x: asks(night, 'x', `Cancel ${task}?`),
    M: [{ keys: ['M'], sees: `${task} is in progress: only finished work can be merged` }],
    T: [{ keys: ['T'], sees: /> \[Output\][\s\S]*czar text prices\n[\s\S]*# Task[\s\S]*@freeze/ }],
    D: [{ keys: ['D'], sees: /> \[Output\][\s\S]*czar diff prices\n[\s\S]*\+three/ }],
    w: [{ keys: ['w'], sees: `> [Worker ${worker}]` }],
  };
}

/** Of the path alone and back, without leaving the graph. */
function pathKeys({ terminal, view }: Night): readonly Press[] {
  const isAll = (screen: string): boolean =>
    screen.includes('[3 Graph]') && tasks.every((name) => new RegExp(`^[> ] .* ${name} `, 'm').test(screen));
  const isPath = (screen: string): boolean =>
    screen.includes('[3 Graph]') && !isAll(screen) && /^> ◆/m.test(screen);
  const all = async (): Promise<void> => {
    await view('3');
    await until(() => isAll(terminal.screen()), { what: 'every open task' });
  };
  const path = async (): Promise<void> => {
    await all();
    terminal.keys('o');
    await until(() => isPath(terminal.screen()), { what: 'the path alone' });
  };
  return [
    { keys: ['o'], at: all, sees: isPath },
    { keys: ['o'], at: path, sees: isAll },
  ];
}

function these(presses: Presses, names: string): Presses {
  return Object.fromEntries(Object.entries(presses).filter(([name]) => names.includes(name)));
}

test('every key for a worker does what the help says, in the overview and on the page of the worker', async () => {
  const night = await aNight();
  const { row, page } = night;
  await expectOwnKeys(night, () => row('1', worker), workerKeys(night));
  await expectOwnKeys(night, () => page('1', worker, `> [Worker ${worker}]`), workerKeys(night));
});

test('every key for a task does what the help says, in the graph, in the queue and on the page of the task', async () => {
  const night = await anEditorNight();
  const { row, page } = night;
  const keys = taskKeys(night);
  await expectOwnKeys(night, () => page('6', task, `> [Task ${task}]`), keys);
  await expectOwnKeys(night, () => row('6', task), {
    ...keys,
    '+': types(night, '+', /^:add .*Enter runs/m),
  });
  await expectOwnKeys(night, () => row('3', task), {
    ...keys,
    o: pathKeys(night),
  });
});

test('every key by which a decision is overridden does what the help says, in the decisions, in the log and on the page of an entry', async () => {
  const night = await anEditorNight();
  const { row, page } = night;
  const words = 'prices begin attempt begins';
  const keys = { ...these(taskKeys(night), 'srxwM<>'), ...these(workerKeys(night), 'aRp') };
  await expectOwnKeys(night, () => row('5', words), keys);
  await expectOwnKeys(night, () => row('7', words), keys);
  await expectOwnKeys(night, () => page('5', words, '> [Entry]'), keys);
});

const day = 86_400;

/** Seconds of the day at the right end of the axis of time; null: it is not all there yet. */
function axisEnds(screen: string): number | null {
  const axis = /^( +)\d\d:\d\d:\d\d( +\d\d:\d\d:\d\d)+$/m.exec(screen);
  if (axis === null) return null;
  const [text, margin = ''] = axis;
  const times = text
    .trim()
    .split(/ +/)
    .map((time) => time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0));
  const [first = 0] = times;
  const places = (times.length - 1) * placesPerTime;
  const perPlace = (((times.at(-1) ?? 0) - first + day) % day) / places;
  return first + perPlace * (columns - margin.length);
}

/** Every so many places of the axis one has its time. */
const placesPerTime = 12;
/** Of the terminal. */
const columns = 110;

/** How many seconds the axis ends before the present, about; null: it cannot be told yet. */
function behind(screen: string): number | null {
  const ends = axisEnds(screen);
  const now = new Date();
  const present = now.getHours() * 3_600 + now.getMinutes() * 60 + now.getSeconds();
  if (ends === null) return null;
  const seconds = (((present - ends) % day) + day) % day;
  return seconds > day / 2 ? seconds - day : seconds;
}

function isBehind(screen: string, least: number, most: number): boolean {
  const seconds = behind(screen);
  return seconds !== null && seconds >= least && seconds <= most;
}

/** As a run gets older than what is in sight at first, that becomes more: not while keys are pressed. */
async function untilSteady({ shop }: Night): Promise<void> {
  const grows = [60, 120, 300, 600, 1_200];
  const isSteady = (): boolean => {
    const age = (Date.now() - (shop.picture()?.startedAt ?? 0)) / 1_000;
    return grows.every((at) => age < at - soon || age > at + 1);
  };
  await until(isSteady, { what: 'a time in which the axis does not grow by itself' });
}

/** Seconds; less than what one waits for it to be over. */
const soon = 15;

function times(key: string, count: number): readonly string[] {
  return Array.from({ length: count }, () => key);
}

interface Axis {
  /** A minute is in sight, the last one. */
  readonly near: () => Promise<void>;
  /** A week is in sight. */
  readonly far: () => Promise<void>;
  /** A minute is in sight, three minutes ago. */
  readonly past: () => Promise<void>;
}

function axisOf(night: Night): Axis {
  const { terminal, row, leave } = night;
  const press = async (...keys: readonly string[]): Promise<void> => {
    terminal.keys(...keys, ':');
    await expectSeen(terminal, 'Enter runs');
    await leave('Enter runs');
  };
  const near = async (): Promise<void> => {
    await untilSteady(night);
    await row('4', worker);
    await press(...times('+', 14));
    await expectSeen(terminal, /^1m in sight/m);
    await until(() => isBehind(terminal.screen(), ...now), { what: 'the present' });
  };
  return {
    near,
    async far() {
      await untilSteady(night);
      await row('4', worker);
      await press(...times('-', 14));
      await expectSeen(terminal, /^7d in sight/m);
    },
    async past() {
      await near();
      await press(...times('h', 12));
      await until(() => isBehind(terminal.screen(), ...quarters(12)), { what: 'three minutes ago' });
    },
  };
}

type Range = readonly [least: number, most: number];

/** Behind by so many quarters of a minute, seen by somebody who is a few seconds late. */
function quarters(count: number): Range {
  return [count * 15 - 3, count * 15 + 11];
}

const now = quarters(0);

test('every key of the axis of time does what the help says', async () => {
  const night = await aNight();
  const { near, far, past } = axisOf(night);
  const ends =
    (count: number): Press['sees'] =>
    (after) =>
      isBehind(after, ...quarters(count));
  await expectOwnKeys(night, near, {
    h: each(['h', 'Left'], { sees: ends(1) }),
    l: [
      ...each(['l', 'Right'], { at: past, sees: ends(11) }),
      // There is nothing to come that could be looked at, and nothing that would have to be gone back over.
      { keys: [...times('l', 4), 'h'], sees: ends(1) },
    ],
    '+': [{ keys: ['+'], at: far, sees: /^4d in sight/m }],
    '-': [{ keys: ['-'], sees: /^2m in sight/m }],
    '0': [{ keys: ['0'], at: past, sees: ends(0) }],
    ...attaching(night, worker),
  });
});

function questionKeys(night: Night): Presses {
  const { terminal, leave } = night;
  return {
    '1': [
      { keys: ['1'], sees: /^> +1 +answered/m },
      { keys: ['2'], sees: /^> +2 +your own words/m },
      ...['3', '4', '5', '6', '7', '8', '9', '0'].map(
        (key): Press => ({
          keys: [key],
          sees: `there is no answer ${key}. Choose: 1 answered, 2 your own words`,
        }),
      ),
    ],
    enter: [
      { keys: ['Enter'], sees: 'nothing is chosen. Choose: 1 answered' },
      { keys: ['2', 'Enter'], sees: /^answer \d+: .*Enter sends/m, afterwards: () => leave('Enter sends') },
      {
        keys: ['Down', 'Down', 'Enter'],
        sees: /^answer \d+: .*Enter sends/m,
        afterwards: () => leave('Enter sends'),
      },
    ],
    ...these(attaching(night, 'engineer1'), 'a'),
    w: [
      {
        keys: ['w'],
        sees: '> [Worker engineer1]',
        afterwards: () => expectSeen(terminal, 'its screen, live'),
      },
    ],
  };
}

test('every key for a question does what the help says, in the list and on its page', async () => {
  const night = await aNight();
  const { row, page } = night;
  const keys = questionKeys(night);
  await expectOwnKeys(night, () => row('2', 'engineer1'), these(keys, 'aw'));
  await expectOwnKeys(night, () => page('2', 'engineer1', '> [Question'), keys);
});

test('Enter leads deeper where a view has no keys of its own, and in the help it presses the key', async () => {
  const night = await aNight();
  const { terminal, row, page, leave } = night;
  await expectOwnKeys(night, () => row('8', 'prices (engineer3)'), {});
  await expectOwnKeys(night, () => row('9', 'keep both endpoints'), {});
  const helped = async (): Promise<void> => {
    await row('1', worker);
    terminal.keys('?');
    await expectSeen(terminal, /> \[Help[\s\S]*^> +a /m);
  };
  const undone = async (): Promise<void> => {
    await row('6', task);
    terminal.keys('>');
    await expectSeen(terminal, /^changed prices: priority 2/m);
    terminal.keys('U');
    await expectSeen(terminal, /> \[Undo\][\s\S]*^> \S+ .*prices/m);
  };
  await expectKeys(terminal, helped, {
    Enter: [
      { keys: ['Enter'], at: () => row('8', 'prices (engineer3)'), sees: 'Conflicts > [Task prices]' },
      { keys: ['Enter'], at: () => row('9', 'keep both endpoints'), sees: 'Away > [Question' },
      { keys: ['Enter'], at: () => row('4', worker), sees: `Timeline > [Worker ${worker}]` },
      {
        keys: ['Enter'],
        at: () => page('5', 'prices begin attempt', '> [Entry]'),
        sees: '> [Task prices]',
      },
      {
        keys: ['Enter'],
        at: undone,
        sees: /^Undo: .*prices.*\?/m,
        afterwards: () => leave('any other key leaves it'),
      },
      {
        keys: ['j', 'j', 'Enter'],
        sees: /^to engineer3: .*Enter sends/m,
        afterwards: () => leave('Enter sends'),
      },
    ],
  });
});
