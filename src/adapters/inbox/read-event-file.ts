import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { AgentEvent } from '../../domain/agent-event.ts';
import type { Translate } from '../../ports/agent.ts';
import { hasCode, isMissing } from '../files/error-code.ts';
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
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size } = await file.stat();
      const buffer = Buffer.alloc(Math.min(size, largestBytes) + 1);
      const { bytesRead } = await file.read(buffer);
      if (bytesRead > largestBytes)
        return { is: 'broken', problem: `it is larger than ${largestBytes} bytes` };
      return decoded(decodeEvent(buffer.toString('utf8', 0, bytesRead), translate));
    } finally {
      await file.close();
    }
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
