import { Fault } from '../../domain/fault.ts';
import type { CleanPlan, CleanReport, KeptThing } from '../../domain/clean-plan.ts';
import type { Place } from '../place.ts';
import type { Removal } from './bucket.ts';
import { survey } from './plan.ts';
import { withSurvey } from './survey.ts';

/** Takes the steps of a plan that may still be taken: everything is looked at anew before. */
export async function carryOut(place: Place, plan: CleanPlan): Promise<CleanReport> {
  return withSurvey(
    place,
    { all: true, forGood: plan.forGood === true, mayEndServer: true },
    async (seen) => {
      const { removals } = await survey(seen);
      const kept: KeptThing[] = [...plan.kept];
      let [removed, bytes] = [0, 0];
      for (const step of plan.steps) {
        const removal = removals.find(({ what, name }) => what === step.what && name === step.name);
        const because = removal === undefined ? 'it is needed by now, or gone' : await take(removal);
        if (because !== null) kept.push({ name: step.name, because });
        else [removed, bytes] = [removed + 1, bytes + (step.bytes ?? 0)];
      }
      return { removed, bytes, kept };
    },
  );
}

async function take(removal: Removal): Promise<string | null> {
  try {
    return await removal.take();
  } catch (error) {
    if (error instanceof Fault) return error.facts.because;
    if (error instanceof Error && 'syscall' in error) return error.message;
    throw error;
  }
}
