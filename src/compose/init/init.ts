import { basename, join } from 'node:path';
import { isThere } from '../../adapters/files/is-there.ts';
import { locateHome } from '../../adapters/files/locate-home.ts';
import type { FoundRepository } from '../../adapters/git/find-repository.ts';
import { inspectRepository, type RepositoryFacts } from '../../adapters/git/inspect.ts';
import { identifyProject } from '../../adapters/identity/identify.ts';
import { registerProject } from '../../adapters/identity/register.ts';
import { journalDir } from '../../adapters/identity/registry.ts';
import { nameFromDirectory } from '../../domain/names.ts';
import type { InitRequest, InitResult } from '../../surfaces/cli/io.ts';
import { acceptOwn } from '../acceptance/accept-own.ts';
import { excludeOwnFiles } from '../excludes.ts';
import { openForEdits } from '../human-files.ts';
import { locateProject, realFolder } from '../locate.ts';
import type { Place } from '../place.ts';
import { refusedBy, refusedFor, type Refusal } from '../refusal.ts';
import type { Surroundings } from '../surroundings.ts';
import { chooseHome } from './home.ts';
import { template } from './template.ts';
import { writeNew } from './write-new.ts';

/** Makes a project of the folder `dir` in its repository. A file that is there is never touched. */
export async function init({ dir, agent }: InitRequest, around: Surroundings): Promise<InitResult> {
  try {
    const root = await realFolder(dir);
    const facts = await inspectRepository(root, around.env);
    const repository = checkoutOf(facts);
    if (repository === null) return refused(noCheckout(root, facts));
    const refusal = refuseAgent(agent) ?? (await refusePlace(root, repository));
    if (refusal !== null) return refused(refusal);
    const place = await newPlace(root, repository, around);
    const did = await write(place);
    return { made: true, root, did: facts?.head === null ? [...did, firstCommit] : did };
  } catch (error) {
    const { exit, says } = refusedBy(error);
    return { made: false, exit: exit === 4 ? 1 : exit, says };
  }
}

const firstCommit = 'the repository has no commit yet: czar start needs one (git add -A && git commit)';

function checkoutOf(facts: RepositoryFacts | null): FoundRepository | null {
  if (facts === null || facts.topLevel === null) return null;
  return { topLevel: facts.topLevel, gitDir: facts.gitDir, commonDir: facts.commonDir };
}

function refused(refusal: Refusal): InitResult {
  return { made: false, exit: 2, says: refusedFor([refusal], 2).says };
}

const what = 'make a project';

function noCheckout(on: string, facts: RepositoryFacts | null): Refusal {
  if (facts === null)
    return { what, on, because: 'it lies in no git repository', help: 'git init, then czar init --yes' };
  const help = 'make a checkout of it (git clone), and run it there';
  return {
    what,
    on,
    because: 'the repository has no files here: it is bare, or this is its git folder',
    help,
  };
}

/** The agents that this release drives without a word about their command. */
function refuseAgent(agent: string | null): Refusal | null {
  if (agent === null || agent === 'demo') return null;
  const because = 'this release sets up "demo" by itself';
  const help = 'czar init --yes --agent demo; then any command under "agents" in czar.config.json';
  return { what: 'use this agent', on: agent, because, help };
}

async function refusePlace(root: string, { topLevel }: FoundRepository): Promise<Refusal | null> {
  const located = await locateProject(root);
  if (located !== null && located.topLevel !== topLevel) {
    const because = `it is a worktree of the project in ${located.root}`;
    return { what, on: root, because, help: `czar -C ${located.root} status` };
  }
  if (!(await locateHome(root)).hasQueue) return null;
  return { what, on: root, because: 'it is one already: there is a work-queue.json', help: 'czar status' };
}

/** Takes the name before anything is written: it may clash with another project of the repository. */
async function newPlace(root: string, repository: FoundRepository, around: Surroundings): Promise<Place> {
  const { commonDir } = repository;
  const { id } = await identifyProject({ commonDir, root });
  const home = await chooseHome(root, repository, around.env);
  const place = { ...repository, root, home, projectId: id, journalDir: journalDir(commonDir, id), around };
  // The home does not exist yet, and the name is not in it.
  const files = await openForEdits({ ...place, home: root });
  const { policy } = await files.policy();
  await files.close();
  await registerProject({ commonDir, root, project: policy.project, branchPrefix: policy.git.branchPrefix });
  return place;
}

async function write(place: Place): Promise<readonly string[]> {
  const { root, home } = place;
  const { config, files } = template(nameFromDirectory(basename(root)), home === root ? '.' : '.czar');
  const did: string[] = [];
  const other = join(root, 'czar.config.jsonc');
  const path = (await isThere(other)) ? other : join(root, 'czar.config.json');
  const isOurs = !(await isThere(path));
  did.push(await writeNew(root, path, config));
  for (const [name, text] of files) did.push(await writeNew(root, join(home, name), text));
  if (isOurs) did.push(...(await acceptOwn(place)));
  const excluded = await excludeOwnFiles(place);
  if (excluded.length > 0)
    did.push(`told git to ignore what Czar writes (${excluded.length} lines in info/exclude)`);
  return did;
}
