import type { AgentScreen } from '../../../ports/agent.ts';
import type { Screen } from '../../../ports/terminal.ts';
import { MARKS } from './view.ts';

const UNKNOWN: AgentScreen = { shows: 'unknown', composer: null, dialog: null };
const PLACEHOLDER = /\[Pasted text #\d+(?: \+\d+ lines)?\]/;

/** What a demo agent's screen shows, from its lowest lines up: what stands above them may be anybody's text. */
export function readDemoScreen(screen: Screen): AgentScreen {
  const lines = screen.lines.map((line) => line.trimEnd());
  const last = lines.findLastIndex((line) => line !== '');
  const footer = lines[last];
  if (footer === undefined) return UNKNOWN;
  if (footer.startsWith(MARKS.dialogFooter)) return { shows: 'dialog', composer: null, dialog: null };
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

function isRule(line: string | undefined): boolean {
  return line !== undefined && line.length > 0 && line === MARKS.rule.repeat(line.length);
}
