import type { AgentScreen } from '../../../ports/agent.ts';
import type { Screen } from '../../../ports/terminal.ts';
import { readDialog } from './read-dialog.ts';

const UNKNOWN: AgentScreen = { shows: 'unknown', composer: null, dialog: null };

/** Shorter rows of the same sign stand in what it writes. */
const SHORTEST_RULE = 20;
/** Its footer takes two lines in a narrow pane. */
const FOOTER_LINES = 4;
/** Between the line that says it is at work and the composer: its list of things to do, queued messages. */
const LINES_ABOVE = 40;

const PLACEHOLDER = /\[Pasted text #\d+(?: \+\d+ lines)?\]/;
const HINTS = /^(?:Press up to edit queued messages|Try ".*")$/;
/** "✻ Marinating… (13s · ↓ 28 tokens)": the seconds count on whatever happens. */
const TOKENS = /^[·✢✳✶✻✽✺∗*] .*[↓↑] ?([\d.,]+k?) tokens/;
const AT_WORK = /^[·✢✳✶✻✽✺∗*] \S.*(?:…|Retrying in \d)/;

/**
 * What claude's screen shows, from its lowest lines up. Only its frame begins in the first column with a whole rule: the
 * conversation above, and what a dialog quotes, is set in.
 */
export function readClaudeScreen({ lines: rows, cursorX }: Screen): AgentScreen {
  const lines = rows.map((line) => line.replaceAll('\u00a0', ' ').trimEnd());
  const bottom = lines.findLastIndex(isRule);
  const top = lines.slice(0, Math.max(0, bottom)).findLastIndex(isRule);
  if (top < 0 && isTallDraft(lines, bottom))
    return { shows: 'prompt', composer: { text: setIn(lines.slice(0, bottom)), paste: false }, dialog: null };
  if (top < 0 || !isComposer(lines, top, bottom)) return aDialog(lines, top, bottom);
  const [footer, draft] = [lines.slice(bottom + 1), lines.slice(top + 1, bottom)];
  const text = setIn(draft);
  const isHint = cursorX === 2 && HINTS.test(text);
  const above = lines.slice(0, top);
  const counter = TOKENS.exec(lastOwn(above) ?? '')?.[1];
  return {
    shows: isAtWork(above, footer) ? 'busy' : 'prompt',
    composer: { text: isHint ? '' : text, paste: PLACEHOLDER.test(text) },
    dialog: null,
    ...(counter === undefined ? {} : { counter }),
  };
}

function isRule(line: string): boolean {
  return line.length >= SHORTEST_RULE && /^─+$/.test(line);
}

function setIn(draft: readonly string[]): string {
  return draft.map((line) => line.slice(2)).join('\n');
}

/** Beneath a composer that is at rest. */
const RESTING = /^  (?:paste again to expand|\? for shortcuts|\S.*\(shift\+tab to cycle\))/;

/** A draft that fills the pane: its upper edge is scrolled out, and with it whatever stands above. */
function isTallDraft(lines: readonly string[], bottom: number): boolean {
  const footer = lines.slice(bottom + 1).filter((line) => line !== '');
  const [first = ''] = footer;
  const isSetIn = lines.slice(1, bottom).every((line) => line === '' || line.startsWith('  '));
  return (
    bottom > 0 &&
    isSetIn &&
    footer.length <= FOOTER_LINES &&
    RESTING.test(first) &&
    !/esc to interrupt/.test(first)
  );
}

function isComposer(lines: readonly string[], top: number, bottom: number): boolean {
  const footer = lines.slice(bottom + 1).filter((line) => line !== '');
  const isFooter = footer.length <= FOOTER_LINES && footer.every((line) => line.startsWith('  '));
  return isFooter && /^❯(?: |$)/.test(lines[top + 1] ?? '');
}

function isAtWork(above: readonly string[], footer: readonly string[]): boolean {
  if (footer.some((line) => /\besc to interrupt\b/.test(line))) return true;
  const last = lastOwn(above);
  return last !== undefined && AT_WORK.test(last);
}

/** The lowest line that begins in the first column: the one that says it is at work, when it is. */
function lastOwn(above: readonly string[]): string | undefined {
  return above.slice(-LINES_ABOVE).findLast((line) => /^\S/.test(line));
}

/**
 * Below the lowest rule, or below the one above it: a question to people has a rule within its choices. The frame of a long one is
 * scrolled out.
 */
function aDialog(lines: readonly string[], top: number, bottom: number): AgentScreen {
  const rules = top < 0 ? [bottom] : [bottom, top];
  const read = rules.flatMap(
    (rule) => readDialog(lines.slice(rule + 1).filter((line) => !isRule(line))) ?? [],
  );
  if (read.length === 0) return UNKNOWN;
  const dialog = read.find((one) => one.dialog !== null)?.dialog ?? null;
  return { shows: 'dialog', composer: null, dialog };
}
