import { openAcceptance } from '../../adapters/acceptance/open-acceptance.ts';
import type { Acceptance } from '../../ports/acceptance.ts';
import { acceptedFolder, type Place } from '../place.ts';

/** What was accepted of a project, in the home of its user. */
export function acceptanceOf({ root, projectId, around }: Place): Acceptance {
  return openAcceptance({ dir: acceptedFolder(around.env), projectId, root });
}
