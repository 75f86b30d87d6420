import { findRepository } from '../../adapters/git/find-repository.ts';
import { identifyProject } from '../../adapters/identity/identify.ts';
import { journalDir } from '../../adapters/identity/registry.ts';
import { Fault } from '../../domain/fault.ts';
import type { Place } from '../place.ts';
import type { Surroundings } from '../surroundings.ts';

/** The scratch project as a place to work in. Its id is new, so its tmux server is its own. */
export async function scratchPlace(root: string, around: Surroundings): Promise<Place> {
  const found = await findRepository(root);
  if (found === null)
    throw new Fault({
      code: 'bug',
      what: 'open the scratch project',
      on: root,
      because: 'it has no repository',
    });
  const { id } = await identifyProject({ commonDir: found.commonDir, root });
  return { ...found, root, home: root, projectId: id, journalDir: journalDir(found.commonDir, id), around };
}
