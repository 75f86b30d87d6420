import { onlyTrustOf } from '../../decide/own-choice.ts';
import { refuseName } from '../../domain/names.ts';
import { inline } from '../../domain/fence.ts';
import type { Generation, PaneIdentity } from '../../domain/generation.ts';
import type { ActionOf } from '../../domain/plan.ts';
import type { AgentPolicy } from '../../domain/policy.ts';
import type { World } from '../../domain/world.ts';
import type { AgentKind, AgentScreen } from '../../ports/agent.ts';
import type { Clock } from '../../ports/clock.ts';
import { holdsText, isEmpty, pause } from './composer.ts';
import type { Effect, Runner } from './effect.ts';
import { uuidOf } from './uuid.ts';
import { kindNow, notNow } from './subject.ts';

type Try = ActionOf<'try-program'>;

/** The slowest agent on a busy machine needs half of it. */
const READY_MS = 60_000;
/** Some show their prompt for a moment before a dialog opens. */
const STILL_MS = 1_500;
const ECHO_MS = 30_000;
const CLEAR_MS = 5_000;
/** They only clear, so they may be pressed again. */
const MOST_CLEARS = 3;
const POLL_MS = 250;
const GRACE_MS = 2_000;
const EXCERPT_LINES = 12;
const LINE_LENGTH = 160;

/**
 * Starts the program once in an empty folder and a session of its own, waits for its prompt, pastes a text, and takes it away
 * again. No Enter is pressed, so nothing is spent. What came of it is a fact either way.
 */
export const tryProgram: Runner<Try> = async (effect) => {
  const { action, parts } = effect;
  const seat = seatName(effect.now(), action.agent);
  await endLeftover(effect, seat);
  const canary = await begin(effect, seat);
  try {
    const because = await trial(effect, canary);
    const screen = because === null ? [] : await excerpt(effect, canary);
    const ok = because === null;
    const says = because ?? 'it shows its prompt, a pasted text, and lets it be cleared';
    const { program, version } = action;
    return {
      says: `${program} ${version}: ${says}`,
      facts: [{ type: 'program.tried', program, version, ok, says, screen }],
    };
  } finally {
    await parts.terminal.end(canary.who, { graceMs: GRACE_MS });
  }
};

interface Canary {
  readonly who: Generation;
  readonly kind: AgentKind;
  readonly agent: AgentPolicy;
  readonly cwd: string;
}

/** No worker has this name. */
function seatName({ policy, ledger }: World, agent: string): string {
  const taken = (name: string): boolean => policy.workers.has(name) || ledger.workers.has(name);
  const base = `canary-${agent}`.slice(0, 36);
  const names = [base, ...Array.from({ length: 9 }, (_, index) => `${base}-${index + 2}`)];
  const free = names.find((name) => !taken(name) && refuseName(name) === null);
  if (free === undefined) throw notNow('try a program', agent, 'there is no name for its session');
  return free;
}

/** Of a trial that was cut short by the death of its supervisor. */
async function endLeftover({ parts }: Effect<Try>, seat: string): Promise<void> {
  const seen = await parts.terminal.view();
  if (!seen.known) throw notNow('try a program', seat, `tmux cannot be reached: ${seen.reason}`);
  const { serverPid, panes } = seen.value;
  for (const { worker, paneId, panePid, generation, dead } of panes) {
    const who: PaneIdentity = { serverPid, paneId, panePid, number: generation };
    if (worker === seat && !dead) await parts.terminal.end(who, { graceMs: GRACE_MS });
  }
}

/** With no events of its own: what it says is nobody's. */
async function begin(effect: Effect<Try>, worker: string): Promise<Canary> {
  const { action, parts } = effect;
  const { policy } = effect.now();
  const agent = policy.agents.get(action.agent);
  if (agent === undefined) throw notNow('try a program', action.agent, 'the config has no such agent');
  const kind = kindNow(effect, agent.kind, agent);
  const cwd = await parts.programs.folder(action.agent);
  const kit = parts.kitFolder(worker);
  const {
    argv,
    env,
    inherits = [],
    files,
  } = kind.launch({
    agent,
    cwd,
    gitDir: `${cwd}/.git`,
    generation: action.trial,
    worker,
    kit,
    statusFolder: `${policy.home}/status`,
    servers: [],
    uuid: uuidOf(parts.clock),
    resumes: null,
  });
  const { identity, session } = await parts.terminal.start({
    worker,
    generation: action.trial,
    cwd,
    argv,
    env: { ...env, CZAR_WORKER: worker, CZAR_PROJECT: policy.project },
    inherits,
    kit: { folder: kit, files },
    logFile: parts.logFile(worker, action.trial),
    logBytes: policy.keep.logBytes,
  });
  const startedAt = parts.clock.now();
  return { who: { ...identity, worker, session, kind: kind.name, startedAt }, kind, agent, cwd };
}

/** Null: all went well. */
async function trial(effect: Effect<Try>, canary: Canary): Promise<string | null> {
  const { terminal, clock } = effect.parts;
  const ready = await untilReady(effect, canary);
  if (ready !== null) return ready;
  const id = `d-${clock.randomHex(8)}`;
  const text = `[czar ${id}] Czar tries this version. Nothing is to be done.\n[end ${id}]`;
  const pasted = await terminal.paste(canary.who, text, id);
  if (!pasted.typed) return `nothing can be typed into it (${pasted.because})`;
  const holds = await until(effect, canary, { met: (screen) => holdsText(screen, id), withinMs: ECHO_MS });
  if (holds !== null) return `a pasted text does not show in its composer: ${holds}`;
  return clears(effect, canary);
}

async function clears(effect: Effect<Try>, canary: Canary): Promise<string | null> {
  let because: string | null = null;
  for (let press = 1; press <= MOST_CLEARS; press += 1) {
    const typed = await effect.parts.terminal.keys(canary.who, canary.kind.clearKeys);
    if (!typed.typed) return `its composer cannot be cleared (${typed.because})`;
    because = await until(effect, canary, { met: isEmpty, withinMs: CLEAR_MS });
    if (because === null) return null;
  }
  return `its composer cannot be cleared: ${because}`;
}

async function untilReady(effect: Effect<Try>, canary: Canary): Promise<string | null> {
  const { clock } = effect.parts;
  const giveUpAt = clock.monotonicMs() + READY_MS;
  const stillFor = stillness(clock);
  let isTrusted = false;
  while (clock.monotonicMs() < giveUpAt) {
    const screen = await look(effect, canary);
    if (typeof screen === 'string') return screen;
    const shows = shownBy(screen);
    const stands = stillFor(shows) >= STILL_MS;
    if (stands && shows === 'prompt') return null;
    if (stands && shows === 'dialog') {
      const asked = isTrusted ? asks(screen) : await trusts(effect, canary, screen);
      if (asked !== null) return asked;
      isTrusted = true;
    }
    await pause(effect, POLL_MS);
  }
  return `its prompt is not seen within ${READY_MS / 1_000} s`;
}

/** A prompt counts when nothing stands in its composer. */
function shownBy(screen: AgentScreen): AgentScreen['shows'] {
  return screen.shows === 'prompt' && !isEmpty(screen) ? 'unknown' : screen.shows;
}

/** For how long the same was shown by now, in milliseconds. */
function stillness(clock: Clock): (shows: string) => number {
  let last = { shows: '', sinceMs: 0 };
  return (shows) => {
    const nowMs = clock.monotonicMs();
    if (last.shows !== shows) last = { shows, sinceMs: nowMs };
    return nowMs - last.sinceMs;
  };
}

/** Gives trust to the folder of the trial, where the config gives it to worktrees. Null: that is done. */
async function trusts(effect: Effect<Try>, canary: Canary, screen: AgentScreen): Promise<string | null> {
  const keys = onlyTrustOf(screen.dialog, canary);
  if (keys === null) return asks(screen);
  await effect.parts.terminal.keys(canary.who, keys);
  await pause(effect, STILL_MS);
  return null;
}

function asks({ dialog }: AgentScreen): string {
  return `it asks: ${inline(dialog?.text ?? 'a dialog that cannot be read', LINE_LENGTH)}`;
}

interface Awaited {
  readonly met: (screen: AgentScreen) => boolean;
  readonly withinMs: number;
}

async function until(
  effect: Effect<Try>,
  canary: Canary,
  { met, withinMs }: Awaited,
): Promise<string | null> {
  const { clock } = effect.parts;
  const giveUpAt = clock.monotonicMs() + withinMs;
  while (clock.monotonicMs() < giveUpAt) {
    const screen = await look(effect, canary);
    if (typeof screen === 'string') return screen;
    if (met(screen)) return null;
    await pause(effect, POLL_MS);
  }
  return `not within ${withinMs / 1_000} s`;
}

/** What it shows, or why it shows nothing any more. */
async function look({ parts }: Effect<Try>, { who, kind }: Canary): Promise<AgentScreen | string> {
  const seen = await parts.terminal.view();
  const pane = seen.known ? seen.value.panes.find(({ paneId }) => paneId === who.paneId) : undefined;
  if (pane?.dead === true) return `it ended by itself, with status ${pane.deadStatus ?? 'unknown'}`;
  const screen = await parts.terminal.screen(who);
  return screen === null ? 'its session is gone' : kind.read(screen);
}

async function excerpt({ parts }: Effect<Try>, { who }: Canary): Promise<readonly string[]> {
  const screen = await parts.terminal.screen(who);
  const lines = (screen?.lines ?? []).filter((line) => line.trim() !== '');
  return lines.slice(-EXCERPT_LINES).map((line) => inline(line, LINE_LENGTH));
}
