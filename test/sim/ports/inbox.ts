import { decodeEvent } from '../../../src/adapters/inbox/decode-event.ts';
import type { ReceivedEvent } from '../../../src/domain/agent-event.ts';
import type { Inbox } from '../../../src/ports/inbox.ts';
import type { Life } from '../life.ts';

/** Folders in which agents leave event files. */
export interface EventFolders {
  leave(folder: string, content: string): void;
  inbox(life: Life): Inbox;
}

interface LyingFile {
  readonly folder: string;
  readonly content: string;
}

const MOST_BYTES = 1_000_000;
const MOST_PER_WORKER = 1_000;

/** `hears`: whether the hint about this file is not lost. */
export function eventFolders(hears: () => boolean = () => true): EventFolders {
  const files = new Map<string, LyingFile>();
  let listening: { readonly life: Life; readonly listener: () => void } | null = null;
  let count = 0;
  return {
    leave(folder, content) {
      count += 1;
      files.set(`${folder}/${String(count).padStart(9, '0')}.json`, { folder, content });
      if (listening !== null && hears()) listening.life.tell(listening.listener);
    },
    inbox: (life) => ({
      prepare: (worker, generation) => life.ask(() => `${worker}/${generation}`),
      read: () => life.ask(() => readFiles(files)),
      remove: (events) =>
        life.ask(() => {
          for (const { id } of events) files.delete(id);
        }),
      onHint(listener) {
        listening = { life, listener };
      },
      close() {
        listening = null;
        return Promise.resolve();
      },
    }),
  };
}

function readFiles(files: Map<string, LyingFile>): Awaited<ReturnType<Inbox['read']>> {
  const events: ReceivedEvent[] = [];
  const asides = new Map<string, number>();
  const perWorker = new Map<string, number>();
  for (const [id, { folder, content }] of files) {
    const [worker = '', generation = ''] = folder.split('/');
    const read =
      content.length > MOST_BYTES ? { problem: 'it is too large' } : decodeEvent(content, () => null);
    const place = (perWorker.get(worker) ?? 0) + 1;
    if ('event' in read && read.event !== null && place <= MOST_PER_WORKER) {
      perWorker.set(worker, place);
      events.push({ id, worker, generation: Number(generation), event: read.event });
    } else {
      files.delete(id);
      asides.set(worker, (asides.get(worker) ?? 0) + 1);
    }
  }
  return { events, reports: [...asides].map(([worker, many]) => `${worker}: ${many} event file set aside`) };
}
