import { printable } from '../../domain/names.ts';
import { Fault } from '../../domain/fault.ts';
import type { ReviewPolicy } from '../../domain/policy.ts';
import { findProgram } from '../process/find-program.ts';
import { anthropicAccess } from './anthropic.ts';
import { programOf } from './command.ts';
import { reviewFault } from './fault.ts';
import { openAiAccess } from './openai-compatible.ts';

export interface ReviewerPlace {
  /** Of the project. */
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What the reviewer of the config lacks before anybody is asked: a program, a model, a key; null: nothing. Runs and sends nothing. */
export async function lackOfReviewer(policy: ReviewPolicy, place: ReviewerPlace): Promise<Fault | null> {
  try {
    await requireReviewer(policy, place);
    return null;
  } catch (error) {
    if (error instanceof Fault && error.facts.code === 'review-failed') return error;
    throw error;
  }
}

async function requireReviewer(policy: ReviewPolicy, { root, env }: ReviewerPlace): Promise<void> {
  switch (policy.by) {
    case 'none':
      return;
    case 'anthropic':
      anthropicAccess(env, policy).key();
      return;
    case 'openai-compatible':
      openAiAccess(env, policy).key();
      return;
    case 'command': {
      const [program] = programOf(policy);
      if ((await findProgram(program, { root, path: env['PATH'] })) !== null) return;
      const because = `there is no program ${printable(program)} that can be run`;
      const help = 'install it, or set "review.command" in czar.config.json to its path';
      throw reviewFault(because, { transient: false, help });
    }
  }
}
