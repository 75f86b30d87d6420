import { isProven } from '../../decide/canary.ts';
import { Fault } from '../../domain/fault.ts';
import type { PaneIdentity } from '../../domain/generation.ts';
import type { WorkerName } from '../../domain/names.ts';
import type { World } from '../../domain/world.ts';
import type { AgentKind } from '../../ports/agent.ts';
import type { StartTurn } from '../../ports/programs.ts';
import type { SessionSpec, StartedSession } from '../../ports/terminal.ts';
import type { Effect } from './effect.ts';
import { notNow, refuseIfOver } from './subject.ts';

/** How long a first start may keep others waiting; one that takes longer does not end by waiting. */
const MOST_MS = 60_000;
const PATIENCE_MS = 30_000;
const POLL_MS = 250;

/**
 * Starts a session; where the first start of its kind on a machine has to be alone, in its turn. Errors: Fault `not-now` when others had
 * it for too long; it is tried again.
 */
export async function startInTurn(
  effect: Effect,
  kind: AgentKind,
  spec: SessionSpec,
): Promise<StartedSession> {
  const { parts } = effect;
  const turn = await firstTurn(effect, kind, spec.worker);
  if (turn === null) return parts.terminal.start(spec);
  try {
    const started = await parts.terminal.start(spec);
    void giveBackAtPrompt({ parts, now: () => effect.now() }, { turn, kind, who: started.identity });
    return started;
  } catch (error) {
    await turn.giveBack();
    throw error;
  }
}

async function firstTurn(effect: Effect, kind: AgentKind, worker: WorkerName): Promise<StartTurn | null> {
  const { clock, programs } = effect.parts;
  const agent = effect.now().policy.workers.get(worker)?.agent ?? '';
  if (kind.facts.firstStartAlone !== true || isProven(effect.now(), agent)) return null;
  const until = clock.monotonicMs() + PATIENCE_MS;
  while (clock.monotonicMs() < until) {
    const turn = await programs.takeTurn(kind.name, MOST_MS);
    if (turn !== null) return turn;
    await clock.wait(POLL_MS, effect.signal);
    refuseIfOver(effect, 'start a session', worker);
  }
  throw notNow('start a session', worker, `the first start of ${kind.name} on this machine is under way`);
}

interface Started {
  readonly turn: StartTurn;
  readonly kind: AgentKind;
  readonly who: PaneIdentity;
}

interface Watching {
  readonly parts: Effect['parts'];
  readonly now: () => World;
}

/** Beside everything else: nobody but other first starts waits for it, and they not for ever. */
async function giveBackAtPrompt({ parts, now }: Watching, started: Started): Promise<void> {
  const { clock, terminal, log } = parts;
  const until = clock.monotonicMs() + MOST_MS;
  try {
    while (clock.monotonicMs() < until && now().stopping === 'no') {
      const screen = await terminal.screen(started.who);
      if (screen === null || started.kind.read(screen).shows !== 'unknown') break;
      await clock.wait(POLL_MS);
    }
    await started.turn.giveBack();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    log.warn({ kind: started.kind.name }, `others wait a minute for their first start: ${error.message}`);
  }
}
