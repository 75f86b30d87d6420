import { conflictsLine } from './conflicts.ts';
import { shortDuration } from '../domain/units.ts';
import { fit, fitList, harmless, packed, width, type List } from './cells.ts';
import type { Snapshot, TaskRow } from '../domain/snapshot.ts';
import type { StatusFrame } from './frame.ts';

const mostSteps = 3;

/** What happens next, and what waits. */
export function statusFoot(snapshot: Snapshot, frame: StatusFrame): readonly string[] {
  const conflicts = conflictsLine(snapshot, frame.columns);
  return [
    ...nextLines(snapshot, frame),
    ...(conflicts === null ? [] : [conflicts]),
    ...hookLines(snapshot, frame),
    ...packed(queueSegments(snapshot, frame.columns), '   ', frame.columns),
  ];
}

function hookLines({ hooks }: Snapshot, { now, columns }: StatusFrame): readonly string[] {
  if (hooks === undefined || hooks.trouble !== null) return [];
  const { address, heardAt, refused } = hooks;
  const heard =
    heardAt === null ? 'nothing yet' : `${hooks.heard}, the last ${shortDuration(now - heardAt)} ago`;
  const count = Object.values(refused).reduce((sum, one) => sum + one, 0);
  const bad = count === 0 ? '' : `; ${count} refused (czar why omnibus)`;
  return [fit(`webhooks at ${address}: ${heard}${bad}`, columns)];
}

function nextLines(snapshot: Snapshot, { now, columns, supervisor }: StatusFrame): readonly string[] {
  if (supervisor !== 'alive') return [];
  return [...snapshot.next]
    .sort((a, b) => a.at - b.at)
    .slice(0, mostSteps)
    .map(({ what, about, at }) => {
      const when = at <= now ? 'now' : `in ${shortDuration(at - now)}`;
      return fit(`next: ${harmless(what)} ${when} (czar why ${harmless(about)})`, columns);
    });
}

function queueSegments(snapshot: Snapshot, columns: number): readonly string[] {
  const { counts, tasks } = snapshot;
  if (counts.total === 0 && snapshot.notQueued.length === 0) return [];
  const list = (label: string, status: TaskRow['status']): string => {
    const rows = tasks.filter((row) => row.status === status);
    const count = rows.length + (snapshot.leftOut?.[status] ?? 0);
    return listText(label, { items: rows.slice(0, columns).map(waitingText), count }, columns);
  };
  const notQueued = {
    items: snapshot.notQueued.slice(0, columns).map(harmless),
    count: snapshot.notQueued.length,
  };
  return [
    ...(counts.total === 0 ? [] : [`ready: ${counts.ready}`]),
    list('waiting', 'pending'),
    list('blocked', 'blocked'),
    list('failed', 'failed'),
    listText('not queued', notQueued, columns),
  ].filter((segment) => segment !== '');
}

function listText(label: string, list: List, columns: number): string {
  const head = `${label}: `;
  return list.count === 0 ? '' : head + fitList(list, columns - width(head));
}

function waitingText({ task, waitingFor }: TaskRow): string {
  return waitingFor.length === 0
    ? harmless(task)
    : `${harmless(task)} <- ${waitingFor.map(harmless).join(' ')}`;
}
