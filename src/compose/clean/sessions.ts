import type { KeptThing } from '../../domain/clean-plan.ts';
import type { PaneView } from '../../domain/generation.ts';
import { type Bucket, bucketOf, type Removal } from './bucket.ts';
import type { Survey } from './survey.ts';

const graceMs = 1_000;

/** Sessions whose agent has ended and that nobody will start again. */
export function sessions(survey: Survey): Bucket {
  return bucketOf(survey.panes.map((pane) => judge(pane, survey)));
}

function judge(pane: PaneView, survey: Survey): Removal | KeptThing | null {
  const { all, policy, serverPid, terminal } = survey;
  if (!all && policy.workers.has(pane.worker)) return null;
  if (!pane.dead)
    return {
      name: pane.session,
      because: 'its agent still runs: czar stop --all saves its work and ends it',
    };
  const { paneId, panePid, generation: number, session: name } = pane;
  return {
    what: 'session',
    name,
    bytes: null,
    proof: 'its agent has ended',
    take: async () => {
      await terminal.end({ serverPid, paneId, panePid, number }, { graceMs });
      return null;
    },
  };
}
