import { realpath } from 'node:fs/promises';
import { Fault } from '../../domain/fault.ts';
import { foldName } from '../../domain/names.ts';
import { exists, isOfAnotherRepository, type ProjectPlace } from './identify.ts';
import type { ProjectEntry } from './decode-registry.ts';
import { changeRegistry } from './registry.ts';

export interface Registration extends ProjectPlace {
  readonly project: string;
  readonly branchPrefix: string;
}

/**
 * Writes down name and branch prefix of a project that `identifyProject` knows. Errors: Fault `bad-input`, naming the config key,
 * when another project of the repository has the same name, or when of both prefixes one begins the other. Projects whose root
 * is gone do not count, nor those of the repository that this one is a copy of.
 */
export async function registerProject({
  commonDir,
  root,
  project,
  branchPrefix,
}: Registration): Promise<void> {
  const [realCommonDir, realRoot] = await Promise.all([realpath(commonDir), realpath(root)]);
  await changeRegistry(commonDir, async (projects) => {
    const own = projects.find((entry) => entry.root === realRoot);
    if (own === undefined) throw unidentified(realRoot);
    for (const other of projects) {
      if (other === own || isOfAnotherRepository(realCommonDir, other)) continue;
      await refuseClash({ project, branchPrefix }, other);
    }
    if (own.project === project && own.branchPrefix === branchPrefix) return { projects, result: undefined };
    const updated = projects.map((entry) => (entry === own ? { ...own, project, branchPrefix } : entry));
    return { projects: updated, result: undefined };
  });
}

type Named = Pick<Registration, 'project' | 'branchPrefix'>;

async function refuseClash(own: Named, other: ProjectEntry): Promise<void> {
  const clash = clashOf(own, other);
  if (clash !== null && (await exists(other.root))) throw clash;
}

function clashOf({ project, branchPrefix }: Named, other: ProjectEntry): Fault | null {
  if (other.project !== null && foldName(other.project) === foldName(project))
    return clashFault('project', project, `the project at ${other.root} has that name`);
  if (other.branchPrefix !== null && oneBegins(other.branchPrefix, branchPrefix))
    return clashFault(
      'git.branchPrefix',
      branchPrefix,
      `it and "${other.branchPrefix}" of the project at ${other.root} begin alike, so their branches could not be told apart`,
    );
  return null;
}

/** Folded, because branches are files where file systems fold case. */
function oneBegins(a: string, b: string): boolean {
  const [x, y] = [foldName(a), foldName(b)];
  return x.startsWith(y) || y.startsWith(x);
}

function clashFault(key: string, value: string, because: string): Fault {
  return new Fault({
    code: 'bad-input',
    what: `use this ${key}`,
    on: value,
    because,
    help: `set another "${key}" in czar.config.json`,
  });
}

function unidentified(root: string): Fault {
  const because = 'it has no id yet';
  return new Fault({ code: 'bug', what: 'register the project', on: root, because });
}
