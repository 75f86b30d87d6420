import { eventLines, liveBlock } from '../../views/progress.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { CliIo } from './io.ts';
import { frameOf } from './say.ts';

/** Shows a run as it goes: on a terminal events above a block that is painted over, elsewhere one line per event. */
export interface Live {
  show(snapshot: Snapshot): void;
  /** Takes the block away; the events stay. */
  end(): void;
}

export function liveProgress(io: CliIo): Live {
  const { stderr } = io;
  let before: Snapshot | null = null;
  let painted = 0;
  const erase = (): string => (painted === 0 ? '' : `\u001b[${painted}A\u001b[J`);
  return {
    show(snapshot) {
      const frame = frameOf(io, stderr);
      const events = before === null && stderr.isTerminal ? [] : eventLines(before, snapshot, frame);
      const block = stderr.isTerminal ? liveBlock(snapshot, frame) : [];
      const text = [...events, ...block].map((line) => `${line}\n`).join('');
      if (text !== '') stderr.write(`${erase()}${text}`);
      painted = block.length;
      before = snapshot;
    },
    end() {
      if (painted > 0) stderr.write(erase());
      painted = 0;
    },
  };
}
