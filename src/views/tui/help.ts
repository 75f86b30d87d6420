import { padded } from '../cells.ts';
import { painter } from '../paint.ts';
import { pageOf, type Page } from './page.ts';
import type { Content, Row, Scene, Size, View } from './view.ts';

const everywhere: readonly (readonly [string, string])[] = [
  ['up down, k j', 'one row up or down; the mouse wheel too'],
  ['PgUp PgDn, u d', 'a page up or down'],
  ['g G, Home End', 'first row, last row'],
  ['Enter, l, right', 'deeper: open the selected row'],
  ['Esc, h, left', 'back to where you came from'],
  ['Tab, Shift-Tab', 'next view, last view'],
  ['n', 'what needs you'],
  ['P', 'the pull requests, and what each waits for (czar pr)'],
  ['U', 'what can be taken back (czar undo)'],
  ['/', 'show only rows with these words; Esc ends it'],
  [':', 'every verb of the command line; Tab completes names'],
  ['?', 'this help; Enter on a key presses it'],
  ['Ctrl-L', 'paint the screen anew'],
  ['Ctrl-Z', 'suspend; fg comes back'],
  ['q, Ctrl-C', 'leave; the work goes on without you'],
];

/** What can be done in `view`, first its own keys: each can be chosen and pressed from here. */
export function helpContent(view: View, views: readonly View[], scene: Scene): (body: Size) => Content {
  return (body) => {
    const page = pageOf(scene, body.columns);
    const key = (name: string, says: string): Row =>
      page.line([{ text: `  ${padded(name, 16)}`, colour: 'cyan' }, { text: says }]);
    return {
      head: [painter(scene.color)('bold', view.title.slice(0, body.columns))],
      rows: [
        ...view.help.flatMap((text) => page.text(text)),
        page.blank(),
        ...ownKeys(view, page, scene),
        page.title('EVERYWHERE'),
        ...views.filter((one) => one.key !== '').map((one) => key(one.key, one.title)),
        ...everywhere.map(([name, says]) => key(name, says)),
      ],
      foot: () => [],
      empty: '',
    };
  };
}

function ownKeys(view: View, page: Page, scene: Scene): readonly Row[] {
  const shown = view.keys.filter(({ says }) => says !== '');
  if (shown.length === 0) return [];
  const below = { ...scene, place: scene.state.places.at(-2) ?? scene.place };
  return [
    page.title('HERE'),
    ...shown.map((key) =>
      page.choice(
        `key:${key.key}`,
        [{ text: `  ${padded(key.key, 16)}`, colour: 'cyan' }, { text: key.says }],
        key.press(below, below.place.selected),
      ),
    ),
    page.blank(),
  ];
}
