import { sourceWords, type Evidence } from '../../domain/evidence.ts';
import type { OpenEffect } from '../../domain/ledger.ts';
import { ago, type Reason, type Reasoned } from '../../domain/reason.ts';
import { shortDuration } from '../../domain/units.ts';
import type { World } from '../../domain/world.ts';
import { failureSubject } from './failure-subject.ts';

/** "seen: event busy (event, 3m ago)". */
export function evidenceLines({ now }: World, evidence: readonly Evidence[]): readonly Reasoned[] {
  return evidence.flatMap(({ source, at, says, lines = [] }) => [
    now - at < 1000
      ? `seen: ${says} (${sourceWords(source)})`
      : ago(`seen: ${says} (${sourceWords(source)}, `, at, ')'),
    ...lines.map((line) => `| ${line}`),
  ]);
}

/** Effects that are being carried out for a task or worker. */
export function underWayLines(world: World, subject: string): readonly string[] {
  return [...world.ledger.open.values()].filter((effect) => isAbout(effect, subject)).map(line(world));
}

/** Effects on the integration branch and its pull request. */
export function omnibusUnderWay(world: World): readonly string[] {
  return [...world.ledger.open.values()]
    .filter(({ action }) => !('task' in action) && !('worker' in action))
    .map(line(world));
}

/** Failed effects on the integration branch, with the time of the next try. */
export function omnibusFailures({ ledger, now }: World): readonly string[] {
  return [...ledger.failures].flatMap(([key, { message, lasting, nextTryAt, lastAt }]) => {
    const { effect, task, worker } = failureSubject(key);
    if (task !== null || worker !== null) return [];
    const next = lasting ? 'not tried again' : `next try in ${shortDuration(nextTryAt - now)}`;
    return [`${effect} failed ${shortDuration(now - lastAt)} ago: ${message} (${next})`];
  });
}

/** What there is to say, each sentence once; lines that are quoted may be equal. */
export function said(lines: readonly Reasoned[]): readonly Reason[] {
  const reasons = lines.flatMap((line) =>
    line === null ? [] : [typeof line === 'string' ? { says: line } : line],
  );
  const keyOf = (reason: Reason, index: number): string =>
    reason.says.startsWith('|') ? String(index) : JSON.stringify(reason);
  return [...new Map(reasons.map((reason, index) => [keyOf(reason, index), reason])).values()];
}

function isAbout({ action }: OpenEffect, subject: string): boolean {
  return ('task' in action && action.task === subject) || ('worker' in action && action.worker === subject);
}

function line({ now }: World): (effect: OpenEffect) => string {
  return ({ key, action, at, decision = null }) =>
    `under way for ${shortDuration(now - at)}: ${action.kind}, because ${action.why} (${key}${
      decision === null ? '' : `, led to by ${decision}`
    })`;
}
