import { explainApiErrors } from '../../decide/api-errors.ts';
import { explainAssignment } from '../../decide/assignment.ts';
import { explainDialogs } from '../../decide/dialogs.ts';
import { explainHeld } from '../../decide/holding.ts';
import { explainHealth } from '../../decide/health.ts';
import { explainLease } from '../../decide/lease.ts';
import { explainLeftDaemons } from '../../decide/left-daemons.ts';
import { explainLeftTree } from '../../decide/left-trees.ts';
import { explainLimits } from '../../decide/limits.ts';
import { explainLooking } from '../../decide/looking.ts';
import { explainProgram } from '../../decide/canary.ts';
import { explainServers } from '../../decide/mcp.ts';
import { explainNudges } from '../../decide/nudges.ts';
import { explainRecovery } from '../../decide/recovery.ts';
import { runningTask } from '../../decide/running-task.ts';
import { explainSession } from '../../decide/sessions.ts';
import { explainSessionEnd } from '../../decide/sessions-end.ts';
import { explainStray } from '../../decide/strays.ts';
import { helpEvidence } from '../../decide/stuck-story.ts';
import { explainUncommitted } from '../../decide/uncommitted.ts';
import { explainWording } from '../../decide/wording.ts';
import { explainWorktree } from '../../decide/worktrees.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { WorkerName } from '../../domain/names.ts';
import { since, type Reasoned } from '../../domain/reason.ts';
import type { World } from '../../domain/world.ts';
import { askedOf } from './asked.ts';
import { doingOf } from './doing.ts';
import { evidenceLines } from './lines.ts';
import { seatsOf } from './seats.ts';
import { whySigns } from './why-signs.ts';

type Explain = (world: World, name: WorkerName) => string | null;

const EXPLAINS: readonly Explain[] = [
  explainHealth,
  explainRecovery,
  explainLease,
  explainLimits,
  explainApiErrors,
  explainNudges,
  explainSessionEnd,
  explainLeftDaemons,
  explainSession,
  explainLooking,
  explainServers,
  explainProgram,
  explainDialogs,
  explainHeld,
  explainWorktree,
  explainLeftTree,
  explainStray,
  explainWording,
  explainAssignment,
];

function helpOf(world: World, name: WorkerName): readonly Evidence[] {
  const worker = world.ledger.workers.get(name);
  const task = worker === undefined ? null : runningTask(world, worker);
  return task === null ? [] : helpEvidence(world, task);
}

/** Where a worker stands, every rule's reason, and what it rests on; nothing for a name that is no worker. */
export function whyWorker(world: World, name: WorkerName): readonly Reasoned[] {
  if (!world.ledger.workers.has(name) && !world.policy.workers.has(name)) return [];
  const asked = askedOf(world);
  const seats = seatsOf(world, asked);
  const { health, doing, since: from, evidence } = doingOf(world, name, { asked, seats });
  const task = seats.get(name)?.id;
  const left = asked.left.get(name);
  return [
    since(`worker: ${health}, ${doing}`, from, task === undefined ? '' : `, task ${task}`),
    left === undefined
      ? null
      : `its task ${left.task ?? ''} waits for your answer to question ${left.number}`,
    ...EXPLAINS.map((explain) => explain(world, name)),
    explainUncommitted(world, name),
    ...evidenceLines(world, evidence),
    ...(health === 'healthy' ? [] : evidenceLines(world, helpOf(world, name))),
    ...whySigns(world, name),
  ];
}
