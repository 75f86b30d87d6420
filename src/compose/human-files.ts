import { join, relative } from 'node:path';
import { openProjectFiles } from '../adapters/files/project-files.ts';
import { inspectRepository, type RepositoryFacts } from '../adapters/git/inspect.ts';
import { trackedPaths } from '../adapters/git/tracked.ts';
import { Fault } from '../domain/fault.ts';
import type { Policy } from '../domain/policy.ts';
import type { Problem } from '../domain/wish.ts';
import type { Acceptance } from '../ports/acceptance.ts';
import type { ProjectFiles } from '../ports/files.ts';
import { acceptanceOf } from './acceptance/store.ts';
import type { Place } from './place.ts';
import { findAgent } from './programs.ts';
import { keptBase } from './base-branch.ts';

/** A project with its files opened and its repository looked at by git itself. */
export interface OpenedProject {
  readonly place: Place;
  readonly repository: RepositoryFacts;
  readonly files: ProjectFiles;
  /** What its user accepted of the commands that the files name. */
  readonly acceptance: Acceptance;
  readonly policy: Policy;
  /** What is wrong with the config. */
  readonly problems: readonly Problem[];
}

/** Errors: Fault `git-failed`, `not-found` (no git, or one that is too old). */
export async function openForWork(
  place: Place,
  acceptance: Acceptance = acceptanceOf(place),
): Promise<OpenedProject> {
  const { env } = place.around;
  const repository = await inspectRepository(place.root, env);
  if (repository === null) throw noRepository(place.root);
  const files = await openProjectFiles({
    ...(await filePlaces(place)),
    queueTracked: (await trackedPaths(place, queueFiles(place), env)).length > 0,
    baseBranch: (await keptBase(place)) ?? repository.originHead ?? repository.branch ?? '',
  });
  const { policy, problems } = await files.policy();
  return { place, repository, files, acceptance, policy, problems };
}

/** The files alone, for names and edits: base branch and write-back are not asked for, so git is not. */
export async function openForEdits(place: Place): Promise<ProjectFiles> {
  return openProjectFiles({ ...(await filePlaces(place)), queueTracked: true, baseBranch: '' });
}

/** Where Czar keeps last good versions of human files, and what is not finished yet. */
export function filesFolder({ journalDir }: Pick<Place, 'journalDir'>): string {
  return join(journalDir, 'files');
}

async function filePlaces(place: Place) {
  const { root, home, around } = place;
  const foundAgent = await findAgent(around.env);
  return { root, home, stateDir: filesFolder(place), foundAgent, clock: { now: () => Date.now() } };
}

function queueFiles({ topLevel, home }: Place): readonly string[] {
  return ['work-queue.json', 'dependencies.json'].map((name) => relative(topLevel, join(home, name)));
}

function noRepository(root: string): Fault {
  const because = 'git finds no repository there';
  return new Fault({ code: 'bad-input', what: 'open the project', on: root, because, help: 'git status' });
}
