import { statusFoot } from './status-foot.ts';
import { statusHead } from './status-head.ts';
import { needsLines, problemLines } from './status-needs.ts';
import { workerLines } from './status-workers.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { StatusFrame } from './frame.ts';

/** The whole project in one look. Lines are at most `columns` wide; a part with nothing to say is left out. */
export function statusText(snapshot: Snapshot, frame: StatusFrame): string {
  const parts = [
    statusHead(snapshot, frame),
    needsLines(snapshot, frame),
    problemLines(snapshot, frame),
    workerLines(snapshot, frame),
    statusFoot(snapshot, frame),
  ];
  const shown = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${shown.join('\n\n')}\n`;
}
