import type { Evidence } from '../domain/evidence.ts';
import type { Generation } from '../domain/generation.ts';
import type { Note } from '../domain/plan.ts';
import { wholeDuration } from '../domain/units.ts';
import { questionName } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import { paneState } from './pane.ts';
import { questionNotes } from './questions.ts';
import type { Rule } from './rule.ts';

/**
 * Counts a death of the tmux server once, whomever it takes along: it is no fault of a worker, and has a budget of its own. When
 * that is used up, no session is started until a human says so: each start might bring the server down again, or find it killed.
 */
export const serverDeaths: Rule = (world) => {
  const noticed = deathNotes(world);
  return { notes: noticed.length > 0 ? noticed : askNotes(world) };
};

/** How often it died lately; null: it did not. */
export function explainServerDeaths(world: World): string | null {
  const deaths = recentDeaths(world);
  return deaths === 0 ? null : deathsSay(world, deaths);
}

/** Why no worker gets a session after so many deaths, or null. */
export function whyNoSessions(world: World): string | null {
  for (const { id, topic, text } of world.ledger.questions.values())
    if (topic === 'server-dies') return `${text} (${questionName(id)})`;
  const deaths = recentDeaths(world);
  return deaths > world.policy.restart.max ? deathsSay(world, deaths) : null;
}

/** Those within the window of restarts. */
export function recentDeaths({ ledger, policy, now }: World): number {
  return ledger.serverDeaths.filter(({ at }) => at > now - policy.restart.perMs).length;
}

export function deathsSay({ policy }: World, deaths: number): string {
  const times = deaths === 1 ? 'once' : `${deaths} times`;
  return `the tmux server died ${times} in ${wholeDuration(policy.restart.perMs)}`;
}

function deathNotes(world: World): readonly Note[] {
  const taken = new Map<number, string[]>();
  for (const { name, generation } of world.ledger.workers.values()) {
    if (generation === null || !isNews(world, generation)) continue;
    taken.set(generation.serverPid, [...(taken.get(generation.serverPid) ?? []), name]);
  }
  return [...taken].map(([pid, names]) => ({
    rule: 'server',
    why: `the tmux server ${pid} is gone, and the sessions of ${names.join(', ')} with it`,
    evidence: [{ source: 'tmux', at: world.now, says: `no tmux server ${pid}` }],
    facts: [{ type: 'server.died', pid }],
  }));
}

/** Pids are given out again: a session that began after a death of this pid was in another server. */
function isNews(world: World, { worker, serverPid, startedAt }: Generation): boolean {
  const seen = paneState(world, worker);
  if (seen.state !== 'ended' || seen.end.withServer !== true) return false;
  return !world.ledger.serverDeaths.some(({ pid, at }) => pid === serverPid && at >= startedAt);
}

function askNotes(world: World): readonly Note[] {
  const deaths = recentDeaths(world);
  if (deaths <= world.policy.restart.max) return [];
  const says = deathsSay(world, deaths);
  const evidence: Evidence = { source: 'ledger', at: world.now, says };
  const detail = `${says}: no session is started`;
  return questionNotes(world, 'server', { topic: 'server-dies', detail, evidence: [evidence] });
}
