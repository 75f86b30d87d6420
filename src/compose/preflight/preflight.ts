import { registerProject } from '../../adapters/identity/register.ts';
import type { Refused, StartRequest } from '../../surfaces/cli/project-door.ts';
import type { OpenedProject } from '../human-files.ts';
import { repositoryOf } from '../parts.ts';
import { refusedBy, refusedFor, type Refusal } from '../refusal.ts';
import { missingCommands } from './agents.ts';
import { refuseRedBase } from './base-checks.ts';
import { branchesInTheWay } from './branches.ts';
import { refuseCommands } from './commands.ts';
import { refuseCopy } from './copied.ts';
import { refuseConfig, sayProblems } from './config.ts';
import { refuseDisk } from './disk.ts';
import { refuseForge } from './forge.ts';
import { endLeftProcesses } from './left-processes.ts';
import { refuseRepository, sayOddities } from './repository.ts';
import { refuseReviewer } from './reviewer.ts';
import { refuseTmux } from './tmux.ts';
import { filesInTheWay } from './worktrees.ts';

/**
 * Whether everything is in place for a start; null: it is. What a person has to mend is told all at once, and nothing has been
 * begun. Registers the project's name. The checks of the config come last: they take long.
 */
export async function preflight(opened: OpenedProject, request: StartRequest): Promise<Refused | null> {
  try {
    const refusals = await standingRefusals(opened);
    if (refusals.length > 0) return refusedFor(refusals, 2);
    const unaccepted = await refuseCommands(opened, request);
    if (unaccepted !== null) return unaccepted;
    const noForge = await refuseForge(opened);
    if (noForge !== null) return refusedFor([noForge], 2);
    sayProblems(opened);
    await sayOddities(opened);
    await registerProject({
      commonDir: opened.place.commonDir,
      root: opened.place.root,
      project: opened.policy.project,
      branchPrefix: opened.policy.git.branchPrefix,
    });
    return await withRepository(opened, request);
  } catch (error) {
    return refusedBy(error);
  }
}

/** What can be told without starting anything in the repository, and without a command that its files name. */
export async function standingRefusals(opened: OpenedProject): Promise<readonly Refusal[]> {
  const { repository, place, policy } = opened;
  const all = [
    refuseRepository(repository, policy, place.root),
    repository.topLevel === null ? null : await refuseCopy(opened),
    await refuseTmux(place.around.env),
    await refuseConfig(opened),
    await refuseDisk(policy, place.root),
    ...(await missingCommands(policy, place.around.env)),
    await refuseReviewer(policy, place.around.env),
    ...(await filesInTheWay(policy)),
  ];
  return all.filter((refusal) => refusal !== null);
}

async function withRepository(opened: OpenedProject, request: StartRequest): Promise<Refused | null> {
  await endLeftProcesses(opened.place.journalDir);
  const repository = await repositoryOf(opened.place, opened.policy);
  try {
    const inTheWay = await branchesInTheWay(repository.history, opened.policy);
    if (inTheWay.length > 0) return refusedFor(inTheWay, 2);
    return await refuseRedBase(opened, repository, request.allowRed);
  } finally {
    await repository.history.close();
  }
}
