import type { AgentEvent } from '../../domain/agent-event.ts';
import type { Translate } from '../../ports/agent.ts';
import { hasCode, isMissing } from '../files/error-code.ts';
import { withPlainFile } from '../files/plain-file.ts';
import { decodeEvent } from './decode-event.ts';

const largestBytes = 1_000_000;

/** What a file in a worker's folder is. `nothing`: a report that does not matter; `gone`: it vanished meanwhile. */
export type EventFile =
  | { readonly is: 'event'; readonly event: AgentEvent }
  | { readonly is: 'broken'; readonly problem: string }
  | { readonly is: 'nothing' | 'gone' };

/** Opens without following a link and without waiting for a pipe: an agent may have put anything there. */
export async function readEventFile(path: string, translate: Translate): Promise<EventFile> {
  try {
    return await withPlainFile(path, async (file, { size }): Promise<EventFile> => {
      const buffer = Buffer.alloc(Math.min(size, largestBytes) + 1);
      const { bytesRead } = await file.read(buffer);
      if (bytesRead > largestBytes)
        return { is: 'broken', problem: `it is larger than ${largestBytes} bytes` };
      return decoded(decodeEvent(buffer.toString('utf8', 0, bytesRead), translate));
    });
  } catch (error) {
    if (isMissing(error)) return { is: 'gone' };
    const unfit = NO_FILE.find((code) => hasCode(error, code));
    if (unfit === undefined) throw error;
    return { is: 'broken', problem: `it cannot be read (${unfit})` };
  }
}

/** A link, a folder, a pipe or a socket, or a file without the permission. */
const NO_FILE = ['ELOOP', 'EMLINK', 'EISDIR', 'ENXIO', 'EAGAIN', 'ESPIPE', 'EACCES', 'EPERM'] as const;

function decoded(result: ReturnType<typeof decodeEvent>): EventFile {
  if ('problem' in result) return { is: 'broken', problem: result.problem };
  return result.event === null ? { is: 'nothing' } : { is: 'event', event: result.event };
}
