import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { messageOf } from '../adapters/files/error-code.ts';
import { replaceFile } from '../adapters/files/replace-file.ts';
import type { AgentEvent } from '../domain/agent-event.ts';
import { Fault } from '../domain/fault.ts';

/** A writer into the folder `$CZAR_EVENTS` of a worker's session; null outside of one. Errors: Fault `file-unreadable`. */
export function eventLeaver(folder: string | undefined): ((event: AgentEvent) => Promise<void>) | null {
  if (folder === undefined || folder === '') return null;
  return async (event) => {
    // The order of names is the order of events.
    const name = `${BigInt(event.at) * 1_000_000n}-${randomBytes(4).toString('hex')}.json`;
    try {
      await replaceFile(join(folder, name), `${JSON.stringify({ v: 1, ...event })}\n`);
    } catch (error) {
      const because = messageOf(error);
      throw new Fault({ code: 'file-unreadable', what: 'leave the event', on: folder, because }, error);
    }
  };
}
