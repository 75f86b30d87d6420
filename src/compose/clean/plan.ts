import type { CleanPlan } from '../../domain/clean-plan.ts';
import type { Place } from '../place.ts';
import { branches } from './branches.ts';
import type { Bucket } from './bucket.ts';
import { keptByAgents } from './kept-by-agents.ts';
import { keptRefs } from './kept-refs.ts';
import { logs } from './logs.ts';
import { ownFiles } from './own-files.ts';
import { sessions } from './sessions.ts';
import { type Survey, withSurvey } from './survey.ts';
import { worktrees } from './worktrees.ts';

/** What may go, each thing with its proof. Changes nothing. */
export async function planClean(place: Place, all: boolean): Promise<CleanPlan> {
  const { removals, kept } = await withSurvey(place, { all, forGood: all, mayEndServer: false }, survey);
  return {
    ...(all ? { forGood: true } : {}),
    steps: removals.map(({ what, name, bytes, proof }) => ({ what, name, bytes, proof })),
    kept,
  };
}

/** In the order in which things go: sessions before their worktrees, worktrees before the branches in them. */
export async function survey(seen: Survey): Promise<Bucket> {
  const first = [
    sessions(seen),
    worktrees(seen),
    await branches(seen),
    await logs(seen),
    await keptRefs(seen),
  ];
  const isNeeded = first.some(({ kept }) => kept.length > 0);
  const all = [
    ...first,
    await keptByAgents({ policy: seen.policy, env: seen.place.around.env, all: seen.all }),
    await ownFiles(seen, isNeeded),
  ];
  return { removals: all.flatMap(({ removals }) => removals), kept: all.flatMap(({ kept }) => kept) };
}
