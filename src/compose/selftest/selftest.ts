import { rm } from 'node:fs/promises';
import { isSound, type SelftestReport } from '../../domain/selftest.ts';
import type { SelftestRequest, SelftestResult } from '../../surfaces/cli/io.ts';
import { endServer } from '../demo/end-server.ts';
import { refuseTmux, tmuxVersion } from '../preflight/tmux.ts';
import { refusedBy, refusedFor } from '../refusal.ts';
import type { Surroundings } from '../surroundings.ts';
import { runCases } from './cases.ts';
import { agentKindsFound, casesOf, refuseNames } from './choose.ts';
import { tryAgents } from './real-agents.ts';
import { fillScratch, makeScratch, type Scratch } from './scratch.ts';
import { openStage } from './stage.ts';

/**
 * Plays every scenario with fake agents in a tmux server of its own, and starts each agent of this machine once. Sessions, server and
 * scratch folder are gone when it returns.
 */
export async function selftest(request: SelftestRequest, around: Surroundings): Promise<SelftestResult> {
  const refusals = [refuseNames(request.only), await refuseTmux(around.env)].filter(
    (found) => found !== null,
  );
  if (refusals.length > 0) return { ran: false, ...exitOf(refusedFor(refusals, 2)) };
  const folder = await makeScratch();
  try {
    return { ran: true, ...judged(await runIn(await fillScratch(folder, around), request, around)) };
  } catch (error) {
    return { ran: false, ...exitOf(refusedBy(error)) };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

function exitOf({ exit, says }: ReturnType<typeof refusedBy>): {
  readonly exit: 1 | 2;
  readonly says: string;
} {
  return { exit: exit === 2 ? 2 : 1, says };
}

function judged(report: SelftestReport): { readonly report: SelftestReport; readonly sound: boolean } {
  return { report, sound: isSound(report) };
}

async function runIn(
  scratch: Scratch,
  request: SelftestRequest,
  around: Surroundings,
): Promise<SelftestReport> {
  const beganMs = performance.now();
  const { only, onAgent } = request;
  const stage = await openStage(scratch);
  try {
    const runs = await runCases(stage, casesOf(only), { scratch, around, request });
    const agents = await tryAgents(stage, agentKindsFound(only), { scratch, around, onAgent });
    const tmux = (await tmuxVersion(around.env)) ?? 'tmux';
    return { tmux, runs, agents, ms: performance.now() - beganMs };
  } finally {
    await stage.close();
    await endServer(scratch.place);
    // tmux leaves it behind.
    await rm(stage.socketPath, { force: true });
  }
}
