import type { Dialog, DialogChoice } from '../../../domain/dialog.ts';
import type { AgentScreen } from '../../../ports/agent.ts';
import type { Screen } from '../../../ports/terminal.ts';
import { shownText } from '../shown-text.ts';
import { DIALOG_TITLES, MARKS } from './view.ts';

const UNKNOWN: AgentScreen = { shows: 'unknown', composer: null, dialog: null };
const PLACEHOLDER = /\[Pasted text #\d+(?: \+\d+ lines)?\]/;

/** What a demo agent's screen shows, from its lowest lines up: what stands above them may be anybody's text. */
export function readDemoScreen(screen: Screen): AgentScreen {
  const lines = screen.lines.map((line) => line.trimEnd());
  const last = lines.findLastIndex((line) => line !== '');
  const footer = lines[last];
  if (footer === undefined) return UNKNOWN;
  if (footer.startsWith(MARKS.dialogFooter))
    return { shows: 'dialog', composer: null, dialog: readDialog(lines.slice(0, last)) };
  if (!footer.startsWith(MARKS.footer) || !isRule(lines[last - 1])) return UNKNOWN;
  const top = lines.slice(0, last - 1).findLastIndex(isRule);
  const rows = lines.slice(top + 1, last - 1);
  if (top < 0 || rows[0]?.startsWith(MARKS.composer) !== true) return UNKNOWN;
  const text = rows.map((row) => row.slice(2)).join('\n');
  const busy = [lines[top - 1], lines[top - 2]].some((line) => line?.endsWith(MARKS.busy) === true);
  return {
    shows: busy ? 'busy' : 'prompt',
    composer: { text, paste: PLACEHOLDER.test(text) },
    dialog: null,
  };
}

/** The box above the footer: its title, what is asked, and its choices; null when it is torn. */
function readDialog(lines: readonly string[]): Dialog | null {
  const top = lines.findLastIndex((line) => line.startsWith('╭'));
  const bottom = lines.findLastIndex((line) => line.startsWith('╰'));
  if (top < 0 || bottom < top) return null;
  const rows = lines.slice(top + 1, bottom).map((line) => line.replace(/^│ ?/, '').replace(/\s*│$/, ''));
  const numbered = rows.slice(-CHOICES.length).map((row) => row.replace(/^\S* +/, ''));
  if (!CHOICES.every(({ says }, at) => numbered[at] === `${at + 1}. ${says}`)) return null;
  const [title = '', ...text] = rows.slice(0, -CHOICES.length);
  return {
    about: title === DIALOG_TITLES.trust ? 'trust' : 'permission',
    text: shownText(
      [title === DIALOG_TITLES.permission ? 'permission:' : title, ...text]
        .filter((row) => row !== '')
        .join('\n'),
    ),
    choices: CHOICES,
  };
}

const CHOICES: readonly DialogChoice[] = [
  { says: 'Yes', keys: ['1'], means: 'yes' },
  { says: 'No', keys: ['2'], means: 'no' },
];

function isRule(line: string | undefined): boolean {
  return line !== undefined && line.length > 0 && line === MARKS.rule.repeat(line.length);
}
