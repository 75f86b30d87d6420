import { type AcceptanceOptions, openAcceptance } from '../../adapters/acceptance/open-acceptance.ts';
import type { Acceptance } from '../../ports/acceptance.ts';
import { acceptedFolder, type Place } from '../place.ts';

/** What was accepted of a project, in the home of its user. */
export function acceptanceOf(place: Place): Acceptance {
  return openAcceptance(acceptancePlace(place));
}

export function acceptancePlace({ root, projectId, around }: Place): AcceptanceOptions {
  return { dir: acceptedFolder(around.env), projectId, root };
}
