import { Fault } from '../../domain/fault.ts';
import { listSegments, type Segment } from './segments.ts';

/**
 * Proves that no newer epoch was taken and that the segment still has its name. Looked at before a batch is written, so that a
 * writer that slept stops at once, and again before it is acknowledged: a successor claims its epoch before it reads, so what
 * passes the second look is in what the successor reads. Errors: Fault `fenced`; `journal-broken` when the files were removed.
 */
export async function assertNotFenced(folder: string, own: Segment): Promise<void> {
  const segments = await listSegments(folder);
  const newest = segments.at(-1)?.epoch ?? 0;
  if (newest > own.epoch)
    throw new Fault({
      code: 'fenced',
      what: 'write the journal',
      on: folder,
      because: `a newer supervisor (epoch ${newest}) took over from this one (epoch ${own.epoch})`,
    });
  if (!segments.some(({ name }) => name === own.name))
    throw new Fault({
      code: 'journal-broken',
      what: 'write the journal',
      on: folder,
      because: `${own.name} was removed while Czar was running`,
      help: 'stop and start Czar: it rebuilds from git and tmux what it can',
    });
}
