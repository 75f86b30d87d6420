import type { Stage } from '../domain/ledger.ts';
import type { Sha } from '../domain/names.ts';
import type { Action, ActionKind, Note } from '../domain/plan.ts';
import type { World } from '../domain/world.ts';
import { joinedBase } from './integration.ts';
import { omnibusHold, omnibusHoldNotes } from './omnibus-hold.ts';
import { questionNotes } from './questions.ts';
import type { Rule } from './rule.ts';
import { closedOmnibus, omnibusRequest, wantsMerge } from './wanted-omnibus.ts';

const RULE = 'omnibus';

/**
 * Keeps the omnibus pull request: a draft from the first merge on, ready when all tasks are merged or cancelled, merged by a
 * human unless the config says otherwise; never while a remote forge says something against its very head.
 */
export const omnibus: Rule = (world) => {
  if (world.stopping !== 'no' || world.ledger.pausedAll) return {};
  return {
    notes: [
      ...newRound(world),
      ...outOfReach(world),
      ...refusedNotes(world),
      ...closedNotes(world),
      ...(needsDescribing(world) ? [] : omnibusHoldNotes(world, RULE)),
    ],
    actions: [...describe(world), ...merge(world)],
    wakeAt: later(world, statusesDueAt(world)),
  };
};

function later({ now }: World, at: number | null): number | null {
  return at !== null && at > now ? at : null;
}

/** What the omnibus waits for, or null when there is none or it is merged. */
export function explainOmnibus(world: World): string | null {
  const { omnibus: state } = world.ledger.integration;
  if (state === null || state.merged !== null) return null;
  if (closedOmnibus(world) !== null) return `#${state.number} was closed at GitHub`;
  if (state.refused !== null) return `it was not merged: ${state.refused}`;
  if (waitsForFetch(world))
    return `${world.policy.base} moved when #${state.number} was to be merged: it is fetched first`;
  const hold = omnibusHold(world);
  if (hold !== null) return `#${state.number} is not merged yet: ${hold.says}`;
  if (state.draft) return `#${state.number} is a draft until all tasks are merged or cancelled`;
  return world.policy.merge.omnibus === 'auto'
    ? `#${state.number} is merged next`
    : `#${state.number} is ready for you (merge.omnibus is manual)`;
}

/** All tasks are merged, cancelled or were done before. */
export function allDone(world: World): boolean {
  return world.graph.unseen.length === 0 && missingCount(world) === 0;
}

const LEFT: readonly Stage[] = ['pending', 'running', 'complete', 'failed'];

function missingCount({ ledger }: World): number {
  return LEFT.reduce((sum, stage) => sum + (ledger.stages.get(stage) ?? 0), 0);
}

/** "7 tasks are not in it"; null: all are. */
export function missingSays(world: World): string | null {
  const count = missingCount(world);
  return count === 0 ? null : `${count} ${count === 1 ? 'task is' : 'tasks are'} not in it`;
}

/** After it merged, later work opens a new one. */
function newRound({ ledger, now }: World): readonly Note[] {
  const { omnibus: state, merges } = ledger.integration;
  if (state === null || state.merged === null || merges === 0) return [];
  return [
    {
      rule: RULE,
      why: `work was merged after omnibus #${state.number}: a new one begins`,
      evidence: [{ source: 'ledger', at: now, says: `${merges} merged since` }],
      facts: [{ type: 'omnibus.round' }],
    },
  ];
}

function refusedNotes(world: World): readonly Note[] {
  const { omnibus: state } = world.ledger.integration;
  if (state === null || state.refused === null || state.left === true) return [];
  const missing = missingSays(world);
  return questionNotes(world, RULE, {
    topic: 'omnibus-refused',
    about: `omnibus ${state.number}`,
    detail: state.refused,
    evidence: [
      { source: 'forge', at: world.now, says: state.refused },
      ...(missing === null ? [] : [{ source: 'ledger' as const, at: world.now, says: missing }]),
    ],
  });
}

function closedNotes(world: World): readonly Note[] {
  const pr = closedOmnibus(world);
  if (pr === null || world.ledger.integration.omnibus?.left === true) return [];
  return questionNotes(world, RULE, {
    topic: 'omnibus-closed',
    about: `omnibus ${pr.number}`,
    detail: `omnibus #${pr.number} was closed at GitHub`,
    evidence: [{ source: 'forge', at: pr.updatedAt, says: `#${pr.number} is closed` }],
  });
}

/** Whether the omnibus does not say yet what is merged, or whether it is ready. */
export function needsDescribing(world: World): boolean {
  const { omnibus: state, tip, merges } = world.ledger.integration;
  if (tip === null || closedOmnibus(world) !== null) return false;
  if (state === null) return merges > 0;
  if (state.merged !== null) return false;
  return state.describes !== tip || state.draft !== isDraft(world) || isElsewhere(world, tip);
}

/** Somebody moved its branch at a remote forge: told anew, it is at the tip again, or that is refused with the reason. */
function isElsewhere(world: World, tip: Sha): boolean {
  const pr = omnibusRequest(world);
  return world.forge !== 'local' && pr?.state === 'open' && pr.headSha !== tip;
}

/** A text about statuses alone is rewritten at most so often; a forge far away counts every request. */
const STATUS_MS = { local: 5_000, github: 120_000 } as const;

/** Whether tasks are shown in other statuses by now than the omnibus tells. */
export function tellsOldStatuses(world: World): boolean {
  const { ledger } = world;
  const { omnibus: state } = ledger.integration;
  if (closedOmnibus(world) !== null) return false;
  return (
    state?.merged === null && (state.tells?.statusChanges ?? ledger.statusChanges) !== ledger.statusChanges
  );
}

/** From when on it is told in which statuses tasks are by now, epoch milliseconds; null: it is. */
function statusesDueAt(world: World): number | null {
  const { omnibus: state } = world.ledger.integration;
  return tellsOldStatuses(world) ? (state?.tells?.at ?? 0) + STATUS_MS[world.forge] : null;
}

function isDraft(world: World): boolean {
  return !allDone(world) && !(world.ledger.integration.omnibus?.forcedReady ?? false);
}

function describe(world: World): readonly Action[] {
  const { omnibus: state, tip } = world.ledger.integration;
  const dueAt = statusesDueAt(world);
  const isDueNow = needsDescribing(world) || (dueAt !== null && dueAt <= world.now);
  if (tip === null || !isDueNow) return [];
  const why =
    state === null ? 'the first work is merged' : 'the omnibus says what is merged and what is missing';
  return [
    {
      kind: 'describe-omnibus',
      lane: 'forge',
      rule: RULE,
      why,
      evidence: [{ source: 'git', at: world.now, says: `integration at ${tip.slice(0, 8)}` }],
      tip,
      draft: isDraft(world),
      number: state?.number ?? null,
    },
  ];
}

/** Only as it is described, with the present base in it, and while nothing else moves the branch. */
function merge(world: World): readonly Action[] {
  const { omnibus: state, tip } = world.ledger.integration;
  if (state === null || tip === null || !wantsMerge(world)) return [];
  const present = presentBase(world);
  if (present === null || isMoving(world) || isHeld(world)) return [];
  return [
    {
      kind: 'merge-omnibus',
      lane: 'integrate',
      rule: RULE,
      why: state.asked ? 'a human asked for it' : 'everything is merged, and merge.omnibus is auto',
      evidence: [
        {
          source: 'git',
          at: world.now,
          says: `integration at ${tip.slice(0, 8)} with the base ${present.base.slice(0, 8)}`,
        },
      ],
      tip,
      ...present,
      number: state.number,
    },
  ];
}

/** It is to be told, fetched or looked at first, or a human has to say how it goes on. */
function isHeld(world: World): boolean {
  return needsDescribing(world) || waitsForFetch(world) || omnibusHold(world) !== null;
}

/** The base moved at the remote, and where it is now has not been seen. */
function waitsForFetch({ remote, ledger }: World): boolean {
  const { baseFetch: last, omnibus: state } = ledger.integration;
  const movedAt = state?.stale?.at ?? null;
  return remote !== null && movedAt !== null && (last?.fetchedAt ?? 0) < movedAt;
}

/** So many fetches may fail before a human is asked what to do about an omnibus whose base moved. */
const MOST_FETCHES = 3;

function outOfReach(world: World): readonly Note[] {
  const { baseFetch: last, omnibus: state } = world.ledger.integration;
  if (state === null || state.merged !== null || state.refused !== null || !waitsForFetch(world)) return [];
  if (last === undefined || last.failed < MOST_FETCHES) return [];
  const because = `${world.policy.base} moved, and cannot be fetched: ${last.because ?? 'unknown'}`;
  return [
    {
      rule: RULE,
      why: `omnibus #${state.number}: ${because}`,
      evidence: [{ source: 'git', at: last.triedAt, says: `${last.failed} fetches failed` }],
      facts: [{ type: 'omnibus.refused', because }],
    },
  ];
}

/** The base as it is, held by the integration branch or merged with it beside it; null: neither. */
function presentBase(world: World): { readonly base: Sha; readonly joined?: Sha } | null {
  const { baseTip, ledger } = world;
  const { baseTip: held } = ledger.integration;
  if (held !== null && baseTip.known && baseTip.value === held) return { base: held };
  const joined = joinedBase(world);
  return joined === null ? null : { base: joined.base, joined: joined.merge };
}

const MOVES: readonly ActionKind[] = ['merge', 'follow-base', 'drop', 'take-in'];

function isMoving({ ledger }: World): boolean {
  return [...ledger.open.values()].some(({ action: { kind } }) => MOVES.includes(kind));
}
