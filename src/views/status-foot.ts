import { shortDuration } from '../domain/units.ts';
import { fit, fitList, harmless, packed, width } from './cells.ts';
import type { Snapshot, TaskRow } from '../domain/snapshot.ts';
import type { StatusFrame } from './frame.ts';

const mostSteps = 3;

/** What happens next, and what waits. */
export function statusFoot(snapshot: Snapshot, frame: StatusFrame): readonly string[] {
  return [
    ...nextLines(snapshot, frame),
    ...packed(queueSegments(snapshot, frame.columns), '   ', frame.columns),
  ];
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
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['waiting', tasks.filter(({ status }) => status === 'pending').map(waitingText)],
    ['blocked', tasks.filter(({ status }) => status === 'blocked').map(waitingText)],
    ['failed', tasks.filter(({ status }) => status === 'failed').map(({ task }) => harmless(task))],
    ['not queued', snapshot.notQueued.map(harmless)],
  ];
  return [
    ...(counts.total === 0 ? [] : [`ready: ${counts.ready}`]),
    ...lists.filter(([, items]) => items.length > 0).map(([label, items]) => listText(label, items, columns)),
  ];
}

function listText(label: string, items: readonly string[], columns: number): string {
  const head = `${label}: `;
  return head + fitList(items, ', ', columns - width(head));
}

function waitingText({ task, waitingFor }: TaskRow): string {
  return waitingFor.length === 0
    ? harmless(task)
    : `${harmless(task)} <- ${waitingFor.map(harmless).join(' ')}`;
}
