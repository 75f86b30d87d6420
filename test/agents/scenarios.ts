import { describe } from 'vitest';
import type { RealAgent } from './real-agent.ts';
import { circles } from './scenarios/circles.ts';
import { dialogs } from './scenarios/dialogs.ts';
import { errors } from './scenarios/errors.ts';
import { longTexts } from './scenarios/long-texts.ts';
import { limits } from './scenarios/limits.ts';
import { humans } from './scenarios/humans.ts';
import { interruptions } from './scenarios/interruptions.ts';
import { servers } from './scenarios/servers.ts';
import { stalls } from './scenarios/stalls.ts';
import { updates } from './scenarios/updates.ts';
import { firstStarts, work } from './scenarios/work.ts';

/** Everything that is shown of a kind of agent, with the real program. */
export function describeAgent(agent: RealAgent): void {
  describe(`${agent.kind.name}`, () => {
    for (const scenarios of [
      work,
      longTexts,
      firstStarts,
      dialogs,
      errors,
      interruptions,
      humans,
      servers,
      limits,
      circles,
      updates,
      stalls,
    ])
      scenarios(agent);
  });
}
