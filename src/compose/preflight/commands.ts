import type { Unaccepted } from '../../domain/command.ts';
import { faultMessage } from '../../domain/fault.ts';
import type { Refused, StartRequest } from '../../surfaces/cli/project-door.ts';
import { commandLines } from '../../views/commands.ts';
import { standingOf } from '../acceptance/standing.ts';
import type { OpenedProject } from '../human-files.ts';

/** Asks about commands that nobody accepted yet, before any of them runs; null: all are accepted. */
export async function refuseCommands(
  { place, ...opened }: Pick<OpenedProject, 'place' | 'files' | 'acceptance' | 'policy'>,
  { agree }: Pick<StartRequest, 'agree'>,
): Promise<Refused | null> {
  const { unaccepted, problem } = await standingOf(opened);
  if (unaccepted === null) return null;
  if (problem !== null) place.around.progress(`note: ${problem}`);
  const agreed = await agree(unaccepted);
  if (place.around.signal.aborted) return refused('nothing was started: it was told to stop');
  if (agreed === 'no') return refused('nothing was started: its commands are not accepted');
  if (agreed === 'nobody') return refused(nobodyAccepted(opened.policy.project, unaccepted));
  await opened.acceptance.accept(unaccepted.list, Date.now());
  return null;
}

function nobodyAccepted(on: string, unaccepted: Unaccepted): string {
  const because = 'its files name commands that nobody accepted';
  const says = faultMessage({ code: 'bad-input', what: 'start', on, because });
  return [says, ...commandLines(unaccepted), '  read them, then: czar start --trust'].join('\n');
}

/** It waits for a person. */
function refused(says: string): Refused {
  return { state: 'refused', exit: 4, says };
}
