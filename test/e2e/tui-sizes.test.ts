import { expect, test } from 'vitest';
import type { Question } from '../../src/domain/question.ts';
import type { Snapshot } from '../../src/domain/snapshot.ts';
import { aNight, type Night } from '../support/tui-night.ts';
import { expectSeen } from '../support/tui-terminal.ts';
import { until } from '../support/until.ts';

/** From one to the next much grows or shrinks. */
const sizes = [
  [300, 80],
  [30, 8],
  [40, 12],
  [132, 43],
  [80, 24],
] as const;

interface Place {
  /** As it stands above, in the tabs or behind the way that was come. */
  readonly title: string;
  readonly open: () => Promise<void>;
  /** What of it has to be in sight in every size. */
  readonly always: RegExp;
  /** And from the size of the smallest terminal that is common. */
  readonly common: RegExp;
  /** Every row can be selected. */
  readonly isList?: boolean;
}

function views({ terminal, view }: Night): readonly Place[] {
  // Where less is in sight the axis, its marks and their meanings move all the time.
  const week = async (): Promise<void> => {
    await view('4');
    terminal.keys(...Array.from({ length: 14 }, () => '-'));
    await expectSeen(terminal, /^7d in sight/m);
  };
  const seen: readonly (readonly [title: string, always: RegExp, common: RegExp])[] = [
    ['1 Overview', /^> \? +engineer1/m, /HEALTH[\s\S]* engineer4 .*in review/],
    ['2 Needs', /^> +\d+ +engineer1 /m, /QUESTION[\s\S]*Enter, then: 1 answered/],
    ['3 Graph', /^> .*engineer2 /m, /WAITS FOR[\s\S]*engineer4/],
    ['4 Time', /^ +\d\d:\d\d.*\n> \(project\) /m, / engineer4 [\s\S]*─\n\d\d:\d\d:\d\d /],
    ['5 Deci', /^> .* \d\d:\d\d:\d\d +[\w-]/m, /TIME .*WORKER +TASK +WHAT +WHY/],
    ['6 Queue', /^> \? +.*engineer\d /m, /PRIO +TASK[\s\S]* engineer4 .* NEEDS YOU/],
    ['7 Log', /^> .* \d\d:\d\d:\d\d +[\w-]/m, /TIME .*WORKER +TASK +WHAT +WHY/],
    ['8 Conflicts', /4 tasks under way/, /conflicts with (?:engineer4|prices) [\s\S]*same\.txt/],
    ['9 Away', /3 questions wait/, /1 conflict$[\s\S]*same\.txt/m],
  ];
  return seen.map(([title, always, common]) => ({
    title,
    open: title.startsWith('4') ? week : () => view(title.charAt(0)),
    always,
    common,
    isList: !/^[89]/.test(title),
  }));
}

function questionAbout(worker: string, picture: Snapshot | null): Question {
  const question = picture?.questions.find((one) => one.worker === worker);
  if (question === undefined) throw new Error(`no question of ${worker}`);
  return question;
}

function pages({ shop, terminal, view, page }: Night): readonly Place[] {
  const { number } = questionAbout('engineer2', shop.picture());
  const after = async (key: string, seen: string | RegExp): Promise<void> => {
    await view('1');
    terminal.keys(key);
    await expectSeen(terminal, seen);
  };
  return [
    {
      title: 'Worker engineer3',
      open: () => page('1', 'engineer3', '> [Worker engineer3]'),
      always: /engineer3 +healthy/,
      common: /its screen, live ─[\s\S]*esc to interrupt/,
    },
    {
      title: 'Task prices',
      open: () => page('6', 'prices', '> [Task prices]'),
      always: /prices +running/,
      common: /^> worker +engineer3[\s\S]*1 commit on feat\/shop-prices/m,
    },
    {
      title: `Question ${number}`,
      open: () => page('2', 'engineer2', `> [Question ${number}]`),
      always: new RegExp(`^${number} +engineer2 on engineer2[\\s\\S]*keep both`, 'm'),
      common: /^ +1 +[\s\S]*^ +2 +your own words/m,
    },
    {
      title: 'Entry',
      open: () => page('5', 'prices begin attempt', '> [Entry]'),
      always: /\d\d:\d\d:\d\d +begins +begin/,
      common: /^> task +prices\n +worker +engineer3/m,
    },
    {
      title: 'Undo',
      open: () => after('U', /> \[Undo\][\s\S]*nothing/),
      always: /nothing can be undone/,
      common: /you gave no order that can be$/m,
    },
    {
      title: 'Output',
      open: () => after('P', /> \[Output\][\s\S]*#1/),
      always: /#1 +open/,
      common: /TITLE\n +#1 +open +engineer4/,
    },
    {
      title: 'Help',
      open: () => after('?', '> [Help'),
      always: /^Overview\n/m,
      common: /HERE\n> +a +open its session/,
    },
  ];
}

const mark = '#';

/** Without what time alone changes. */
function bare(screen: string): string {
  return screen.replace(/(\d+[smhd])+\b/g, 'T').replace(/ +/g, ' ');
}

/** A row that nothing is written on by itself; where there is none, the one with the numbers. Counted from 0. */
function quietRow({ terminal }: Night): number {
  const blank = terminal.lines().findIndex((line, row) => row >= headerRows && line === '');
  return blank < 0 ? 1 : blank;
}

/** Painting it anew changes nothing: no line of another size is left, and none is missing. */
async function expectClean(night: Night, columns: number): Promise<void> {
  const { terminal } = night;
  let row = quietRow(night);
  const isMarked = (): boolean => terminal.lines()[row]?.endsWith(mark) === true;
  // What is painted meanwhile may wipe it away.
  const isScribbled = (): boolean => {
    terminal.scribble({ row: row + 1, column: columns, text: mark });
    return isMarked();
  };
  const isSame = async (): Promise<boolean> => {
    row = quietRow(night);
    const before = bare(terminal.screen());
    await until(isScribbled, { what: 'the mark' });
    terminal.keys('C-l');
    await until(() => !isMarked(), { what: 'a new paint' });
    return before === bare(terminal.screen());
  };
  await until(isSame, { what: `a screen that painting it anew does not change:\n${terminal.screen()}` });
}

const headerRows = 3;

/** What does not depend on the place. */
async function expectFrame({ terminal }: Night, place: Place, columns: number): Promise<void> {
  await expectSeen(terminal, /^shop {2}running \S+ {2}● live.*\n3 for you\b/);
  const lines = terminal.lines();
  expect(lines[2]).toContain(`[${place.title}`);
  const keys = lines.findLast((line) => line !== '') ?? '';
  if (columns >= 40) expect(keys).toContain('  q quit');
  // A page has a longer way above, more keys below, and that of a worker the rules of its session.
  if (place.isList === undefined) return;
  expect(lines[2]).toMatch(/1\b.*2\b.*3\b.*4\b.*5\b.*6\b.*7\b.*8\b.*9/);
  if (columns >= 80) expect(keys).toMatch(/ {2}: verbs(?: {2}|$)/);
  const rules = lines.filter((line) => /^─+$/.test(line));
  expect(rules.map((line) => line.length)).toEqual(rules.map(() => columns));
}

/** The last row is selected by `G`, and in sight then. */
async function expectLast({ terminal }: Night): Promise<void> {
  const selected = (): string | undefined => {
    const row = terminal.lines().find((line) => line.startsWith('> '));
    return row === undefined ? undefined : bare(row);
  };
  const first = selected();
  const has = (isFirst: boolean) => (): boolean => {
    const row = selected();
    return row !== undefined && (row === first) === isFirst;
  };
  terminal.keys('G');
  await until(has(false), { what: `the last row instead of ${first ?? 'none'}` });
  terminal.keys('g');
  await until(has(true), { what: `the first row, ${first ?? 'none'}` });
}

/** In these a list is longer than what fits. */
const low = 12;

async function expectWhole(
  night: Night,
  place: Place,
  [columns, rows]: (typeof sizes)[number],
): Promise<void> {
  const { terminal } = night;
  terminal.resize(columns, rows);
  await until(() => terminal.lines()[rows - 1]?.startsWith('? help') === true, { what: 'the keys below' });
  await expectSeen(terminal, place.always);
  if (columns >= 80) await expectSeen(terminal, place.common);
  await expectFrame(night, place, columns);
  await expectClean(night, columns);
  if (place.isList === true && rows <= low) await expectLast(night);
}

test.each([
  ['view', views],
  ['page', pages],
] as const)('every %s is whole in every size, right after the size has changed', async (_what, placesOf) => {
  const night = await aNight();
  for (const place of placesOf(night)) {
    night.terminal.resize(110, 60);
    await place.open();
    for (const size of sizes) await expectWhole(night, place, size);
  }
});
