import { againText } from '../../domain/review-text.ts';
import type { ReviewPolicy } from '../../domain/policy.ts';
import type { Reviewer, ReviewRequest } from '../../ports/reviewer.ts';
import type { Leash } from '../../ports/tether.ts';
import { anthropic } from './anthropic.ts';
import { command, type CommandPlace } from './command.ts';
import { decodeJudgement } from './decode-judgement.ts';
import { reviewFault } from './fault.ts';
import type { Service } from './http.ts';
import type { Say } from './say.ts';
import { openAiCompatible } from './openai-compatible.ts';

/** Reviewers as the config of each request names them. Keys are taken from `env`, and from nowhere else. */
export function openReviewer(place: CommandPlace & Service): Reviewer {
  return {
    async review(request, leash) {
      const { say, by } = speaker(place, request, leash);
      const first = decodeJudgement(await say(request.text), request.id);
      if (first.judgement !== null) return { ...first, by };
      return { ...decodeJudgement(await say(againText(request.text, first.because)), request.id), by };
    },
  };
}

function speaker(
  place: CommandPlace & Service,
  request: ReviewRequest,
  leash: Leash,
): { readonly say: Say; readonly by: string } {
  const { policy } = request;
  switch (policy.by) {
    case 'none':
      throw reviewFault('review.by is "none"', { transient: true });
    case 'command':
      return { say: command(place, request, leash), by: 'command' };
    case 'anthropic':
      return { say: anthropic(place, policy, leash.signal), by: nameOf(policy) };
    case 'openai-compatible':
      return { say: openAiCompatible(place, policy, leash.signal), by: nameOf(policy) };
  }
}

function nameOf({ model, by }: ReviewPolicy): string {
  return model ?? by;
}
