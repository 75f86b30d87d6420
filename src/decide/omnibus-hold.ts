import type { Fact } from '../domain/facts.ts';
import type { AskedHead, ForgeEvidence } from '../domain/forge-report.ts';
import type { Note } from '../domain/plan.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { Choice, Question } from '../domain/question.ts';
import type { World } from '../domain/world.ts';
import type { Answered } from './answered.ts';
import { ciStanding, evidenceAt, namesOf } from './ci.ts';
import { questionNotes } from './questions.ts';
import { omnibusRequest, wantsMerge } from './wanted-omnibus.ts';

/** Why a remote forge keeps an omnibus from the base that is wanted there. */
export interface OmnibusHold {
  readonly pr: PullRequest;
  readonly says: string;
  /** Only a human can end it, unless it changes there. */
  readonly asks: boolean;
}

/**
 * What the forge says against exactly this head of an omnibus that is to be merged: checks that are awaited or red, somebody who
 * asks for changes, another branch that it was pointed at. Null: nothing.
 */
export function omnibusHold(world: World): OmnibusHold | null {
  const pr = omnibusRequest(world);
  const { tip } = world.ledger.integration;
  if (world.forge === 'local' || pr === null || tip === null || !wantsMerge(world)) return null;
  if (pr.headSha !== tip) return { pr, says: 'GitHub has it at another head', asks: false };
  const hold = evidenceAt(pr, tip)?.waived === true ? null : said(world, pr);
  return hold === null ? null : { pr, ...hold };
}

function said(world: World, pr: PullRequest): Pick<OmnibusHold, 'says' | 'asks'> | null {
  const { base } = world.policy;
  const evidence = evidenceAt(pr, pr.headSha);
  if (evidence !== null && evidence.base !== base)
    return { says: `it goes into ${evidence.base} at GitHub, and not into ${base}`, asks: true };
  const standing = ciStanding(world, pr, pr.headSha);
  switch (standing.is) {
    case 'failed':
      return { says: `${namesOf(standing.checks)} failed at GitHub`, asks: true };
    case 'waits':
    case 'asks':
      return { says: standing.says, asks: standing.is === 'asks' };
    case 'clear': {
      const wish = openWish(evidence);
      return wish === null ? null : { says: `${wish} asks for changes at GitHub`, asks: true };
    }
  }
}

/** Of whoever asks for changes; nobody is told of it but the human who merges. */
function openWish(evidence: ForgeEvidence | null): string | null {
  return evidence?.reviews.find(({ verdict }) => verdict === 'changes-requested')?.by ?? null;
}

/** The head that the forge is asked about before the omnibus is merged; none: it is not to be merged. */
export function omnibusToAsk(world: World): readonly AskedHead[] {
  const hold = omnibusHold(world);
  return hold === null || hold.pr.headSha !== world.ledger.integration.tip ? [] : [hold.pr];
}

const AGAIN: Choice = { key: 'again', says: 'wait for its checks anew' };

/** Asks once for each head what to do about it. It is moot when the forge says something else. */
export function omnibusHoldNotes(world: World, rule: string): readonly Note[] {
  const hold = omnibusHold(world);
  if (hold === null || !hold.asks) return [];
  const { pr, says } = hold;
  return questionNotes(world, rule, {
    topic: 'omnibus-checks',
    about: aboutHead(pr),
    detail: says,
    choices: mayChange(pr) ? [AGAIN] : [],
    evidence: [{ source: 'forge', at: pr.atForge?.at ?? world.now, says: `#${pr.number}: ${says}` }],
  });
}

/** More waiting can help against what is missing, and not against what is red. */
function mayChange({ atForge }: PullRequest): boolean {
  const isOver = (atForge?.checks ?? []).some(({ state }) => state === 'failed' || state === 'stopped');
  const isWished = atForge?.reviews.some(({ verdict }) => verdict === 'changes-requested') ?? false;
  return !isOver && !isWished;
}

/** Why such a question is moot, or null while it stands. */
export function whyOmnibusHoldIsOver(world: World, { about }: Question): string | null {
  const hold = omnibusHold(world);
  if (hold !== null && aboutHead(hold.pr) !== about) return 'it is at another head';
  return hold?.asks === true ? null : 'nothing at GitHub holds it back any more';
}

export function answerOmnibusHold(
  world: World,
  { question: { about }, text }: { readonly question: Question; readonly text: string },
): Answered {
  const hold = omnibusHold(world);
  if (hold === null || aboutHead(hold.pr) !== about) return { ok: false, because: 'it is at another head' };
  const { pr, says: because } = hold;
  const at = { number: pr.number, head: pr.headSha };
  if (text === 'merge')
    return { ok: true, says: 'it is merged all the same', facts: [{ type: 'checks.waived', ...at }] };
  if (text === 'again')
    return { ok: true, says: 'they are waited for anew', facts: [{ type: 'checks.awaited', ...at }] };
  const facts: readonly Fact[] = [{ type: 'omnibus.refused', because }, { type: 'omnibus.left' }];
  return { ok: true, says: 'it stays open until you say czar pr omnibus --merge', facts };
}

function aboutHead({ number, headSha }: PullRequest): string {
  return `#${number} at ${headSha}`;
}
