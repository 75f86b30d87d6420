import { parseDurationMs, parseSizeBytes } from '../../../domain/units.ts';
import type { Directive, Script, Step } from './step.ts';

/** A script, or what is wrong with it in one line; null when the text holds no demo block. */
export type ParsedScript = { readonly script: Script } | { readonly problem: string } | null;

type Section = 'opening' | 'rework' | 'answer' | 'message';

const FENCE = /^(`{3,})demo(?:[ \t]+(\S+))?[ \t]*$/;
const SECTIONS: ReadonlyMap<string, Section> = new Map([
  ['', 'opening'],
  ['rework', 'rework'],
  ['answer', 'answer'],
  ['message', 'message'],
]);

/** Reads the fenced blocks `demo`, `demo rework`, `demo answer` and `demo message` of a task's text. */
export function parseScript(text: string): ParsedScript {
  const blocks = demoBlocks(text.split('\n'));
  if (blocks.length === 0) return null;
  const found = new Map<Section, (readonly Step[])[]>();
  for (const block of blocks) {
    const section = SECTIONS.get(block.name);
    if (section === undefined) return { problem: `there is no block "demo ${block.name}"` };
    const steps = parseSteps(block.lines);
    if ('problem' in steps) return steps;
    found.set(section, [...(found.get(section) ?? []), steps.steps]);
  }
  const joined = (section: Section): readonly Step[] | null => found.get(section)?.flat() ?? null;
  return {
    script: {
      opening: joined('opening'),
      rework: found.get('rework') ?? [],
      answer: joined('answer'),
      message: joined('message'),
    },
  };
}

interface Block {
  readonly name: string;
  readonly lines: readonly string[];
}

function demoBlocks(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, fence, name = ''] = FENCE.exec(lines[at] ?? '') ?? [];
    if (fence === undefined) continue;
    const length = lines.slice(at + 1).findIndex((line) => line.trimEnd() === fence);
    const end = length < 0 ? lines.length : at + 1 + length;
    blocks.push({ name, lines: lines.slice(at + 1, end) });
    at = end;
  }
  return blocks;
}

type ParsedSteps = { readonly steps: readonly Step[] } | { readonly problem: string };

function parseSteps(lines: readonly string[]): ParsedSteps {
  const steps: Step[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = (lines[at] ?? '').trim();
    if (line === '' || line.startsWith('#')) {
      at += 1;
      continue;
    }
    const { step, taken } = readStep(line, lines.slice(at + 1));
    if (typeof step === 'string') return { problem: `"${line}": ${step}` };
    steps.push(step);
    at += taken;
  }
  return { steps };
}

interface ReadStep {
  /** A text: why the line is no step. */
  readonly step: Step | string;
  /** Lines that belong to it. */
  readonly taken: number;
}

function readStep(line: string, following: readonly string[]): ReadStep {
  if (line.startsWith('$ ')) return readCommand(line.slice(2), following);
  if (line.startsWith('write ')) return readWrite(line, following);
  const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
  const reader = word.startsWith('@') ? DIRECTIVES.get(word.slice(1)) : PLAIN_STEPS.get(word);
  return { step: reader?.(rest) ?? 'this is no step and no directive', taken: 1 };
}

/** A command goes on behind a backslash at the end of its line. */
function readCommand(first: string, following: readonly string[]): ReadStep {
  const lines = [first];
  for (const line of following) {
    if (!lines.at(-1)?.endsWith('\\')) break;
    lines.push(line);
  }
  return { step: { do: 'run', command: lines.join('\n') }, taken: lines.length };
}

/** `write <path> <<END`, the lines of the file, `END`. */
function readWrite(line: string, following: readonly string[]): ReadStep {
  const [, path, mark] = /^write\s+(\S+)\s+<<(\w+)$/.exec(line) ?? [];
  if (path === undefined || mark === undefined) return { step: 'expected: write <path> <<END', taken: 1 };
  if (path.startsWith('/') || path.split('/').includes('..'))
    return { step: 'the path has to stay inside the worktree', taken: 1 };
  const length = following.findIndex((one) => one.trimEnd() === mark);
  if (length < 0) return { step: `the line ${mark} that ends the file is missing`, taken: 1 };
  const content = following
    .slice(0, length)
    .map((one) => `${one}\n`)
    .join('');
  return { step: { do: 'write', path, content }, taken: length + 2 };
}

const PLAIN_STEPS: ReadonlyMap<string, (rest: string) => Step | string> = new Map([
  ['pause', (rest: string) => withDuration(rest, (ms) => ({ do: 'pause', ms }))],
  ['say', (rest: string) => withText(rest, (text) => ({ do: 'say', text }))],
  ['commit', readCommit],
]);

function readCommit(rest: string): Step | string {
  const [, complete, subject] = /^(--complete\s+)?"([^"]+)"$/.exec(rest) ?? [];
  if (subject === undefined) return 'expected: commit "subject" or commit --complete "subject"';
  return { do: 'commit', subject, complete: complete !== undefined };
}

const DIRECTIVES: ReadonlyMap<string, (rest: string) => Directive | string> = new Map([
  ['permission', (rest: string) => withText(rest, (text) => ({ do: 'permission', text }))],
  ['question', (rest: string) => withText(rest, (text) => ({ do: 'question', text }))],
  ['blocked', (rest: string) => withText(rest, (text) => ({ do: 'blocked', text }))],
  ['freeze', (rest: string) => withOptionalDuration(rest, (ms) => ({ do: 'freeze', ms }))],
  ['silent', (rest: string) => withOptionalDuration(rest, (ms) => ({ do: 'silent', ms }))],
  ['limit', (rest: string) => withDuration(rest, (ms) => ({ do: 'limit', ms }))],
  ['crash', readCrash],
  ['flood', readFlood],
  ['other-branch', (rest: string) => ({ do: 'other-branch', name: rest === '' ? 'elsewhere' : rest })],
  ['leftovers', (rest: string) => ({ do: 'leftovers', path: rest === '' ? 'leftovers.txt' : rest })],
  ['forge-marker', () => ({ do: 'forge-marker' })],
  ['no-events', () => ({ do: 'no-events' })],
  ['no-marker', () => ({ do: 'no-marker' })],
  ['swallow-first-enter', () => ({ do: 'swallow-first-enter' })],
]);

function readCrash(rest: string): Directive | string {
  const [whole, once, status] = /^(once)?\s*(\d{1,3})?$/.exec(rest) ?? [];
  if (whole === undefined || Number(status) > 255) return 'expected: @crash [once] [status]';
  return { do: 'crash', once: once !== undefined, status: status === undefined ? 1 : Number(status) };
}

function readFlood(rest: string): Directive | string {
  const bytes = /^\d+$/.test(rest) ? Number(rest) : parseSizeBytes(rest);
  return bytes === null ? 'expected a size, as in "5MB"' : { do: 'flood', bytes };
}

function withText<S extends Step>(rest: string, make: (text: string) => S): S | string {
  return rest === '' ? 'a text is missing' : make(rest);
}

function withDuration<S extends Step>(rest: string, make: (ms: number) => S): S | string {
  const ms = parseDurationMs(rest);
  return ms === null ? 'expected a time, as in "2s"' : make(ms);
}

function withOptionalDuration<S extends Step>(rest: string, make: (ms: number | null) => S): S | string {
  return rest === '' ? make(null) : withDuration(rest, make);
}
