import { expect, test } from 'vitest';
import { aNight, type Night } from '../support/tui-night.ts';
import { expectSeen } from '../support/tui-terminal.ts';
import { until } from '../support/until.ts';

/** From one to the next much grows or shrinks. */
const sizes = [
  [300, 80],
  [30, 8],
  [200, 50],
  [40, 12],
  [132, 43],
  [80, 24],
  [79, 23],
] as const;

interface Place {
  /** As it stands above, in the tabs or behind the way that was come. */
  readonly title: string;
  readonly open: () => Promise<void>;
  /** What of it has to be in sight in every size. */
  readonly always: RegExp;
  /** And from the size of the smallest terminal that is common. */
  readonly common: RegExp;
}

function views({ view }: Night): readonly Place[] {
  const seen: readonly (readonly [title: string, always: RegExp, common: RegExp])[] = [
    ['1 Overview', /^> \? +engineer1/m, /HEALTH[\s\S]* engineer4 .*in review/],
    ['2 Needs', /^> +\d+ +engineer1 /m, /QUESTION[\s\S]*Enter, then: 1 answered/],
    ['3 Graph', /^> .*engineer2 /m, /WAITS FOR[\s\S]*engineer4/],
    ['4 Time', /^ +\d\d:\d\d:\d\d.*\n> \(project\) /m, / engineer4 [\s\S]*─\n\d\d:\d\d:\d\d /],
    ['5 Deci', /^> .* \d\d:\d\d:\d\d +[\w-]/m, /TIME .*WORKER +TASK +WHAT +WHY/],
    ['6 Queue', /^> \? +.*engineer\d /m, /PRIO +TASK[\s\S]* engineer4 .* gating/],
    ['7 Log', /^> .* \d\d:\d\d:\d\d +[\w-]/m, /TIME .*WORKER +TASK +WHAT +WHY/],
    ['8 Conflicts', /4 tasks under way/, /conflicts with (?:engineer4|prices) [\s\S]*same\.txt/],
    ['9 Away', /3 questions wait/, /1 conflict$[\s\S]*same\.txt/m],
  ];
  return seen.map(([title, always, common]) => ({
    title,
    open: () => view(title.charAt(0)),
    always,
    common,
  }));
}

function pages({ terminal, view, page }: Night): readonly Place[] {
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
      title: 'Question 1',
      open: () => page('2', 'engineer2', '> [Question 1]'),
      always: /^1 +engineer2 on engineer2[\s\S]*keep both/m,
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

/** Painting it anew changes nothing: no line of another size is left, and none is missing. */
async function expectClean({ terminal }: Night, columns: number): Promise<void> {
  const isMarked = (): boolean => terminal.lines()[1]?.endsWith(mark) === true;
  // What is painted meanwhile may wipe it away.
  const isScribbled = (): boolean => {
    terminal.scribble({ row: 2, column: columns, text: mark });
    return isMarked();
  };
  const isSame = async (): Promise<boolean> => {
    const before = bare(terminal.screen());
    await until(isScribbled, { what: 'the mark' });
    terminal.keys('C-l');
    await until(() => !isMarked(), { what: 'a new paint' });
    return before === bare(terminal.screen());
  };
  await until(isSame, { what: `a screen that painting it anew does not change:\n${terminal.screen()}` });
}

async function expectWhole(
  night: Night,
  place: Place,
  [columns, rows]: (typeof sizes)[number],
): Promise<void> {
  const { terminal } = night;
  terminal.resize(columns, rows);
  await until(() => terminal.lines()[rows - 1]?.startsWith('? help') === true, { what: 'the keys below' });
  await expectSeen(terminal, place.always);
  if (columns >= 79) await expectSeen(terminal, place.common);
  await expectClean(night, columns);
  const [first = '', , third = ''] = terminal.lines();
  expect(first).toMatch(/^shop {2}running \S+ {2}● live/);
  expect(third).toContain(`[${place.title}`);
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
