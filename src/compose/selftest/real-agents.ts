import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess } from '../../adapters/process/run.ts';
import { paneState } from '../../decide/pane.ts';
import { Fault } from '../../domain/fault.ts';
import type { Generation } from '../../domain/generation.ts';
import type { SelftestAgent } from '../../domain/selftest.ts';
import type { AgentScreen } from '../../ports/agent.ts';
import type { SelftestRequest } from '../../surfaces/cli/io.ts';
import { isOnPath } from '../programs.ts';
import { definedEnv, type Surroundings } from '../surroundings.ts';
import type { Scratch } from './scratch.ts';
import { startSession } from './seat.ts';
import type { Stage } from './stage.ts';

/** A cold start on a busy machine was seen to take 25 s; what is ready is not waited for. */
const READY_MS = 60_000;
const STILL_MS = 1_500;
const POLL_MS = 100;
const GRACE_MS = 2_000;

interface Program {
  readonly kind: string;
  readonly command: string;
}

interface Means {
  readonly scratch: Scratch;
  readonly around: Surroundings;
  readonly onAgent: SelftestRequest['onAgent'];
}

/**
 * Starts the agents of this machine side by side, each in an empty folder, waits until Czar can read its prompt or its dialog, and
 * ends it. Nothing is typed, so nothing is spent and no dialog is answered.
 */
export async function tryAgents(
  stage: Stage,
  kinds: readonly Program[],
  means: Means,
): Promise<readonly SelftestAgent[]> {
  if (stage.signal.aborted) return [];
  return Promise.all(
    kinds.map(async ({ kind, command }) => {
      const agent = await tryAgent(stage, { kind, command }, means);
      means.onAgent(agent);
      return agent;
    }),
  );
}

async function tryAgent(
  stage: Stage,
  { kind, command }: Program,
  { scratch, around }: Means,
): Promise<SelftestAgent> {
  if (!(await isOnPath(command, around.env['PATH'])))
    return { kind, version: null, state: 'not found', says: `no ${command} on PATH`, ms: null };
  const { clock } = stage.parts;
  const version = await versionOf(command, around);
  const beganMs = clock.monotonicMs();
  try {
    const found = await startIn(stage, { kind, command }, join(scratch.folder, 'worktrees', `real-${kind}`));
    return { kind, version, ...found, ms: clock.monotonicMs() - beganMs };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { kind, version, state: 'failed', says: error.facts.because, ms: clock.monotonicMs() - beganMs };
  }
}

type Found = Pick<SelftestAgent, 'state' | 'says'>;

async function startIn(stage: Stage, agent: Program, cwd: string): Promise<Found> {
  const worker = `real-${agent.kind}`;
  await mkdir(cwd, { recursive: true });
  await stage.seat(worker, agent, cwd);
  await startSession(stage, worker);
  const generation = stage.world().ledger.workers.get(worker)?.generation ?? null;
  if (generation === null) return { state: 'failed', says: 'it has no session' };
  try {
    return await watch(stage, generation);
  } finally {
    await stage.parts.terminal.end(generation, { graceMs: GRACE_MS });
  }
}

/** The first thing that stands still: some show their prompt for a moment before a dialog opens. */
async function watch(stage: Stage, generation: Generation): Promise<Found> {
  const { clock } = stage.parts;
  const beganMs = clock.monotonicMs();
  let still: Standing | null = null;
  let last = 'nothing';
  while (clock.monotonicMs() - beganMs < READY_MS && !stage.signal.aborted) {
    const { found, line } = await look(stage, generation);
    last = line ?? last;
    if (found?.state === 'failed') return { ...found, says: `${found.says}; its last line: "${last}"` };
    still = standing(still, found, clock.monotonicMs());
    if (still !== null && clock.monotonicMs() - still.sinceMs >= STILL_MS) return still.found;
    await clock.wait(POLL_MS, stage.signal);
  }
  return { state: 'failed', says: `no prompt and no dialog is seen; its last line: "${last}"` };
}

interface Standing {
  readonly found: Found;
  readonly sinceMs: number;
}

function standing(before: Standing | null, found: Found | null, nowMs: number): Standing | null {
  if (found === null) return null;
  return before?.found.says === found.says ? before : { found, sinceMs: nowMs };
}

interface Look {
  /** Null: nothing that can be told. */
  readonly found: Found | null;
  /** The last line of the screen that says something. */
  readonly line: string | undefined;
}

async function look(stage: Stage, generation: Generation): Promise<Look> {
  const { terminal, kinds } = stage.parts;
  const screen = await terminal.screen(generation);
  const line = screen?.lines.findLast(isTelling)?.trim();
  const pane = paneState(stage.world(), generation.worker);
  if (pane.state === 'ended') return { found: { state: 'failed', says: pane.says }, line };
  const shown = screen === null ? undefined : kinds.get(generation.kind)?.read(screen);
  return { found: shown === undefined ? null : foundOn(shown), line };
}

/** What tmux writes of a pane that died says nothing of the agent. */
function isTelling(line: string): boolean {
  return line.trim() !== '' && !line.startsWith('Pane is dead');
}

function foundOn({ shows, dialog }: AgentScreen): Found | null {
  if (shows === 'prompt') return { state: 'ready', says: 'its prompt is seen' };
  if (shows !== 'dialog') return null;
  return dialog === null
    ? { state: 'asks', says: 'a dialog is open, and its choices cannot be read' }
    : { state: 'asks', says: `a dialog is open (${dialog.about})` };
}

async function versionOf(command: string, { env, signal }: Surroundings): Promise<string | null> {
  const { status, stdout } = await runProcess({
    argv: [command, '--version'],
    cwd: '/',
    env: definedEnv(env),
    timeoutMs: 10_000,
    graceMs: 500,
    outputLimitBytes: 1_000,
    signal,
  });
  return status === 0 ? (/\d+(?:\.\d+)+\S*/.exec(stdout)?.[0] ?? null) : null;
}
