import { counted } from '../../../domain/counted.ts';
import { setTimeout as wait } from 'node:timers/promises';
import type { AgentEvent } from '../../../domain/agent-event.ts';
import { BLOCKED_SUBJECT, type Step } from './step.ts';

/** Where a turn takes place: what its steps can do to the terminal, the worktree and the process. */
export interface Stage {
  /** Aborted when a person interrupts the turn. */
  readonly signal: AbortSignal;
  readonly worktree: Worktree;
  readonly task: string;
  say(text: string): void;
  /** The title of a step. */
  act(text: string): void;
  output(text: string): void;
  fail(text: string): void;
  emit(event: Omit<AgentEvent, 'at'>): void;
  /** Opens a dialog; false when it was refused. */
  confirm(text: string): Promise<boolean>;
  /** Asks in the transcript and waits for a text. */
  ask(text: string): Promise<void>;
  /** The prompt is back though the turn is not over. */
  rest(text: string, ms: number): Promise<void>;
  /** No output, no events, no keys. */
  hush(ms: number | null): Promise<void>;
  quietEvents(): void;
  swallowEnter(): void;
  crash(status: number): void;
}

/** What steps do to files and git; the results of commands are values. */
export interface Worktree {
  write(path: string, content: string): Promise<void>;
  run(command: string, signal: AbortSignal): Promise<Ran>;
  commit(commit: { readonly subject: string; readonly marker: string | null }): Promise<Ran>;
  switchTo(branch: string): Promise<Ran>;
  /** Leaves an uncommitted file that later commits do not take. */
  leave(path: string): Promise<void>;
  /** False the first time, remembered in the git dir; true ever after, in later processes too. */
  cameBy(what: string): Promise<boolean>;
}

export interface Ran {
  readonly status: number | null;
  readonly output: string;
}

/** How a turn ended, and the steps it left: for `stopped` from the failed one on. */
export interface TurnEnd {
  readonly end: 'done' | 'blocked' | 'stopped' | 'limited' | 'interrupted';
  readonly left: readonly Step[];
}

/** Whether the turn goes on after a step. */
type Go = 'on' | 'blocked' | 'stopped' | 'limited';

export async function play(steps: readonly Step[], stage: Stage): Promise<TurnEnd> {
  const memory = { marker: true };
  for (const [index, step] of steps.entries()) {
    const go = await perform(step, stage, memory);
    if (stage.signal.aborted) return { end: 'interrupted', left: steps.slice(index) };
    if (go === 'stopped') return { end: 'stopped', left: steps.slice(index) };
    if (go !== 'on') return { end: go, left: steps.slice(index + 1) };
  }
  return { end: 'done', left: [] };
}

interface Memory {
  /** Whether commits carry the marker. */
  marker: boolean;
}

function perform(step: Step, stage: Stage, memory: Memory): Promise<Go> {
  switch (step.do) {
    case 'run':
      return run(step.command, stage);
    case 'write':
      return write(step, stage);
    case 'pause':
      return pause(step.ms, stage);
    case 'commit':
      return commit(step.subject, step.complete && memory.marker ? 'TASK_COMPLETE' : null, stage);
    case 'blocked':
      return block(step.text, stage);
    case 'other-branch':
      return finish(`git switch -c ${step.name}`, stage.worktree.switchTo(step.name), stage);
    case 'permission':
      return permission(step.text, stage);
    case 'question':
      return on(stage.ask(step.text));
    case 'freeze':
      return pause(step.ms, stage);
    case 'silent':
      return on(stage.hush(step.ms));
    case 'leftovers':
      return on(stage.worktree.leave(step.path));
    case 'limit':
      return limit(step.ms, stage);
    case 'crash':
      return crash(step, stage);
    case 'say':
    case 'flood':
    case 'forge-marker':
    case 'no-events':
    case 'no-marker':
    case 'swallow-first-enter':
      return on(instant(step, stage, memory));
  }
}

type InstantStep = Extract<
  Step,
  { do: 'say' | 'flood' | 'forge-marker' | 'no-events' | 'no-marker' | 'swallow-first-enter' }
>;

async function instant(step: InstantStep, stage: Stage, memory: Memory): Promise<void> {
  if (step.do === 'say') stage.say(step.text);
  if (step.do === 'flood') await flood(step.bytes, stage);
  if (step.do === 'forge-marker') stage.output('TASK_COMPLETE');
  if (step.do === 'no-events') stage.quietEvents();
  if (step.do === 'no-marker') memory.marker = false;
  if (step.do === 'swallow-first-enter') stage.swallowEnter();
}

async function on(work: Promise<void>): Promise<Go> {
  await work;
  return 'on';
}

function run(command: string, stage: Stage): Promise<Go> {
  return finish(command, stage.worktree.run(command, stage.signal), stage);
}

async function finish(title: string, work: Promise<Ran>, stage: Stage): Promise<Go> {
  stage.act(title);
  const { status, output } = await work;
  if (output.trim() !== '') stage.output(shortened(output.trimEnd()));
  if (status === 0 || stage.signal.aborted) return 'on';
  const message = `${title.split('\n')[0] ?? ''} failed (status ${status ?? 'none: it was ended'})`;
  stage.fail(message);
  stage.emit({ event: 'error', text: message });
  return 'stopped';
}

const shownLines = { first: 4, last: 10 };

/** Long output without its middle. */
function shortened(output: string): string {
  const lines = output.split('\n');
  const hidden = lines.length - shownLines.first - shownLines.last;
  if (hidden <= 1) return output;
  return [...lines.slice(0, shownLines.first), `… ${hidden} lines …`, ...lines.slice(-shownLines.last)].join(
    '\n',
  );
}

async function write({ path, content }: Extract<Step, { do: 'write' }>, stage: Stage): Promise<Go> {
  stage.act(`write ${path} (${counted(content.split('\n').length - 1, 'line')})`);
  await stage.worktree.write(path, content);
  return 'on';
}

function commit(subject: string, marker: string | null, stage: Stage): Promise<Go> {
  return finish(`git commit -m "${subject}"`, stage.worktree.commit({ subject, marker }), stage);
}

async function block(question: string, stage: Stage): Promise<Go> {
  const go = await commit(BLOCKED_SUBJECT, `TASK_BLOCKED: ${question}`, stage);
  return go === 'on' ? 'blocked' : go;
}

async function permission(text: string, stage: Stage): Promise<Go> {
  if (await stage.confirm(text)) return 'on';
  stage.say('I was not allowed to, so I stop here.');
  return 'stopped';
}

async function limit(ms: number, stage: Stage): Promise<Go> {
  const resetAt = Date.now() + ms;
  const text = `Usage limit reached. It resets at ${new Date(resetAt).toTimeString().slice(0, 8)}.`;
  stage.emit({ event: 'limit', text, data: { resetAt } });
  await stage.rest(text, ms);
  return 'limited';
}

async function crash(step: Extract<Step, { do: 'crash' }>, stage: Stage): Promise<Go> {
  if (step.once && (await stage.worktree.cameBy(`crash once in ${stage.task}`))) return 'on';
  stage.crash(step.status);
  return 'stopped';
}

/** Time in which an interrupt is heard. `ms` null: for ever. */
async function pause(ms: number | null, { signal }: Stage): Promise<Go> {
  await interruptible(ms, signal);
  return 'on';
}

/** Longer waits overflow Node's timers; whoever is to wait longer waits as long as anybody will look. */
const longestWaitMs = 2 ** 31 - 1;

/** Resolves after `ms`, or when `signal` is aborted. */
export async function interruptible(ms: number | null, signal: AbortSignal): Promise<void> {
  try {
    await wait(Math.min(ms ?? longestWaitMs, longestWaitMs), undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const floodLine = 'All work and no play makes the demo agent a dull one. '.repeat(2).trim();
const floodPieceBytes = 64 * 1024;

async function flood(bytes: number, stage: Stage): Promise<void> {
  const lines = Math.ceil(floodPieceBytes / (floodLine.length + 1));
  const piece = Array.from({ length: lines }, () => floodLine).join('\n');
  for (let sent = 0; sent < bytes && !stage.signal.aborted; sent += floodPieceBytes) {
    stage.output(piece.slice(0, bytes - sent));
    await wait(0);
  }
}
