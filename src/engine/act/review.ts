import { counted } from '../../domain/counted.ts';
import { whyReviewIsOver } from '../../decide/review.ts';
import type { Sha } from '../../domain/names.ts';
import type { ActionOf } from '../../domain/plan.ts';
import { findingsOnLines, postedText, reviewMark } from '../../domain/posted-review.ts';
import { acceptanceOf } from '../../domain/pull-request-text.ts';
import type { Judgement, Review, ReviewPart } from '../../domain/review.ts';
import { reviewParts, type ReviewParts } from '../../domain/review-parts.ts';
import { reviewText } from '../../domain/review-text.ts';
import { withoutSecrets } from '../../domain/secrets.ts';
import type { ReviewAnswer } from '../../ports/reviewer.ts';
import type { Done, Effect, Runner } from './effect.ts';
import { notNow, taskNow } from './subject.ts';
import { titleOf } from './task-note.ts';
import { whileWanted } from './while-wanted.ts';

type Reviewing = Effect<ActionOf<'review'>>;

/**
 * Has the change of a judged head read. What was said to one part of it is journaled at once, so that after a kill only what was
 * under way is asked again. Called off when the head moves or nobody wants the review any more.
 */
export const review: Runner<ActionOf<'review'>> = async (effect) => {
  const { task } = effect.action;
  const whyOver = (): string | null => whyReviewIsOver(effect.now(), effect.action);
  const over = whyOver();
  if (over !== null) return { says: over, facts: [] };
  const { clock } = effect.parts;
  const began = clock.monotonicMs();
  const found = await whileWanted(effect, whyOver, (signal) => judge({ ...effect, signal }));
  if (!found.wanted) return { says: `called off: ${found.because}`, facts: [] };
  const ms = Math.round(clock.monotonicMs() - began);
  const done: Review = { ...found.result, head: effect.action.head, at: clock.now(), ms };
  return { says: `${task}: ${saysOf(done)}`, facts: [{ type: 'task.reviewed', task, review: done }] };
};

function saysOf({ verdict, findings, by, because }: Review): string {
  return because === null
    ? `${verdict} by ${by}, ${counted(findings.length, 'finding')}`
    : `${verdict}: ${because}`;
}

type Found = Omit<Review, 'head' | 'at' | 'ms'>;

async function judge(effect: Reviewing): Promise<Found> {
  const { action, parts } = effect;
  const { integration } = effect.now().ledger;
  if (integration.tip === null) throw notNow('review', action.task, 'there is no integration branch yet');
  const range = { from: integration.tip, to: action.head };
  const patch = await parts.repository.history.patch({ ...range, sinceFork: true });
  const cut = reviewParts(patch);
  if (cut === null) {
    const because = `the change is too large to be reviewed (${patch.files.length} files)`;
    return { verdict: 'too-large', findings: [], because, by: 'nobody' };
  }
  const read = await readingOf(effect, range.from, cut);
  return askAll(effect, read, cut.parts.length);
}

/** Says one part of the change to the reviewer. */
type Read = (part: number) => Promise<ReviewAnswer>;

async function askAll(effect: Reviewing, read: Read, of: number): Promise<Found> {
  const { task, head } = effect.action;
  const known = taskNow(effect.now(), task).reviewParts ?? [];
  const heard: Judgement[] = [];
  let by = 'the reviewer';
  for (let part = 1; part <= of; part += 1) {
    const before = known.find((one) => one.head === head && one.part === part && one.of === of);
    if (before !== undefined) {
      heard.push(before);
      continue;
    }
    const answer = await read(part);
    by = answer.by;
    if (answer.judgement === null) {
      const because = `the answer of ${by} could not be read: ${answer.because}`;
      return { verdict: 'unreadable', findings: [], because, by };
    }
    const said: ReviewPart = { head, part, of, ...clean(answer.judgement) };
    heard.push(said);
    if (of > 1) await effect.step([{ type: 'review.part', task, part: said }]);
  }
  const isFine = heard.every(({ verdict }) => verdict === 'approve');
  return {
    verdict: isFine ? 'approve' : 'changes',
    findings: heard.flatMap(({ findings }) => findings).slice(0, MOST_FINDINGS),
    because: null,
    by,
  };
}

const MOST_FINDINGS = 100;
const REASON_LENGTH = 4_000;

/** A reviewer quotes what it read. */
function clean({ verdict, findings }: Judgement): Judgement {
  return {
    verdict,
    findings: findings.map((finding) => ({
      ...finding,
      file: withoutSecrets(finding.file),
      reason: withoutSecrets(finding.reason).slice(0, REASON_LENGTH),
    })),
  };
}

const MOST_MESSAGES = 20;
const NAMED_IN_SHORT = 300;

async function readingOf(effect: Reviewing, from: Sha, { parts: pieces, named }: ReviewParts): Promise<Read> {
  const { action, parts, tether, signal } = effect;
  const { task, attempt, head } = action;
  const world = effect.now();
  const { policy } = world;
  const text = (await parts.files.text(task))?.text ?? null;
  const messages = await parts.repository.history.messages({ from, to: head, limit: MOST_MESSAGES });
  const { review: last = null, reviewRounds: round = 0 } = taskNow(world, task);
  const before = last?.verdict === 'changes' ? last.findings : [];
  const acceptance = text === null ? null : acceptanceOf(text);
  return (part) => {
    const files = pieces[part - 1] ?? [];
    const id = parts.clock.randomHex(16);
    const nonce = parts.clock.randomHex(12);
    const of = pieces.length;
    const note = { id, nonce, task, taskText: text, acceptance, messages, files, named, part, of, before };
    const shown = files.slice(0, NAMED_IN_SHORT).map(({ path, kind }) => ({ path, kind }));
    return parts.reviewer.review(
      {
        policy: policy.review,
        id,
        text: withoutSecrets(reviewText(note)),
        about: { task, title: titleOf(world, task), attempt, round: round + 1, head, part, of, files: shown },
        commit: head,
        setup: policy.setup,
      },
      { tether, signal },
    );
  };
}

/** Tells the forge what the reviewer said, on the lines that the change shows. */
export const postReview: Runner<ActionOf<'post-review'>> = async (effect) => {
  const { action, parts } = effect;
  const { task, number, head } = action;
  const { review: said = null, reviewPosted = null } = taskNow(effect.now(), task);
  if (said === null || said.head !== head || reviewPosted === head)
    return { says: `#${number} has nothing new to be told`, facts: [] };
  const { tip } = effect.now().ledger.integration;
  const range = { from: tip ?? head, to: head, sinceFork: true };
  const comments = findingsOnLines(said.findings, await parts.repository.history.patch(range));
  const pr = await parts.forge.review(number, {
    mark: reviewMark(parts.projectId, task, head),
    head,
    verdict: said.verdict === 'approve' ? 'approved' : 'changes-requested',
    text: postedText(said),
    comments,
  });
  const done: Done = {
    says: `#${number} is told that ${said.by} says: ${said.verdict}`,
    facts: [
      { type: 'pr.seen', pr },
      { type: 'review.posted', task, head },
    ],
  };
  return done;
};
