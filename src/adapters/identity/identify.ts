import { randomBytes } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { ProjectId } from '../../domain/names.ts';
import { isMissing } from '../files/error-code.ts';
import type { ProjectEntry } from './decode-registry.ts';
import { changeRegistry, knownProjects, type Changed } from './registry.ts';

export interface ProjectPlace {
  /** The git common dir of the repository. */
  readonly commonDir: string;
  /** The root of the project, in that repository. */
  readonly root: string;
  /** Ids of projects whose refs lie in the repository: what is left of them when everything else is lost. */
  readonly left?: readonly string[];
}

export interface Identity {
  readonly id: ProjectId;
  readonly how: 'known' | 'new' | 'moved';
  /** Where it was before it was moved. */
  readonly movedFrom: string | null;
}

const idBytes = 6;

/**
 * The id of the project at `root`: the same for ever, a new random one for a project that was never seen. A known project whose
 * root is gone counts as moved here when it had the same place in its repository, or when it is the only one. An id that only refs
 * know is taken back when there is one such id. A copied
 * repository gets ids of its own, for the roots of the original are still there. Errors: Fault `file-unreadable`, `deadline`.
 */
export async function identifyProject({ commonDir, root, left = [] }: ProjectPlace): Promise<Identity> {
  const [realCommonDir, realRoot] = await Promise.all([realpath(commonDir), realpath(root)]);
  const here = { root: realRoot, place: relative(realCommonDir, realRoot) };
  return changeRegistry(commonDir, (projects) => identify(projects, here, left));
}

type Here = Pick<ProjectEntry, 'root' | 'place'>;

async function identify(
  projects: readonly ProjectEntry[],
  here: Here,
  left: readonly string[],
): Promise<Changed<Identity>> {
  const known = projects.find(({ root }) => root === here.root);
  if (known !== undefined) return { projects, result: { id: known.id, how: 'known', movedFrom: null } };
  const moved = await movedHere(projects, here);
  if (moved !== null) {
    const updated = projects.map((entry) => (entry === moved ? { ...entry, ...here } : entry));
    return { projects: updated, result: { id: moved.id, how: 'moved', movedFrom: moved.root } };
  }
  const lost = lostId(projects, left);
  const id = lost ?? randomBytes(idBytes).toString('hex');
  const entry = { id, ...here, project: null, branchPrefix: null };
  const how = lost === null ? 'new' : 'known';
  return { projects: [...projects, entry], result: { id, how, movedFrom: null } };
}

/**
 * Whether an entry was written in another repository, of which this one is a copy (or where this one was, before it was moved).
 * `commonDir` is a real path.
 */
export function isOfAnotherRepository(commonDir: string, { root, place }: Here): boolean {
  return resolve(commonDir, place) !== root;
}

/** The root of the project that the one at `root` is a copy of, with all that git keeps; null: of none that is still there. */
export async function copiedFrom({ commonDir, root }: ProjectPlace): Promise<string | null> {
  const [realCommonDir, realRoot] = await Promise.all([realpath(commonDir), realpath(root)]);
  const place = relative(realCommonDir, realRoot);
  for (const entry of await knownProjects(commonDir)) {
    const isIt = entry.place === place && isOfAnotherRepository(realCommonDir, entry);
    if (isIt && (await exists(entry.root))) return entry.root;
  }
  return null;
}

/** Of several nobody can tell which one it was. */
function lostId(projects: readonly ProjectEntry[], left: readonly string[]): string | null {
  const unknown = left.filter((id) => !projects.some((entry) => entry.id === id));
  return unknown.length === 1 ? (unknown[0] ?? null) : null;
}

async function movedHere(projects: readonly ProjectEntry[], here: Here): Promise<ProjectEntry | null> {
  const gone: ProjectEntry[] = [];
  for (const entry of projects) if (!(await exists(entry.root))) gone.push(entry);
  const samePlace = gone.filter(({ place }) => place === here.place);
  const candidates = samePlace.length > 0 || projects.length > 1 ? samePlace : gone;
  return candidates.length === 1 ? (candidates[0] ?? null) : null;
}

/** A root that cannot be looked at counts as there: only what is surely gone gives up its id or its name. */
export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    return !isMissing(error);
  }
}
