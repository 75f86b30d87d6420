import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { Acceptance, LastAccepted } from '../../ports/acceptance.ts';
import { isMissing, messageOf } from '../files/error-code.ts';
import { readInside } from '../files/read-inside.ts';
import { replaceFile } from '../files/replace-file.ts';
import { acceptedText, type AcceptedFor, decodeAccepted } from './decode-accepted.ts';

const maxBytes = 20_000_000;

export interface AcceptanceOptions extends AcceptedFor {
  /** Of the user; each project has a file in it. */
  readonly dir: string;
}

/** One file per project, which only the user may read. Of two that write at once the last one counts. */
export function openAcceptance(options: AcceptanceOptions): Acceptance {
  const path = acceptedFile(options);
  return {
    last: () => readLast(path, options),
    async accept(list, at) {
      try {
        await mkdir(options.dir, { recursive: true, mode: 0o700 });
        await replaceFile(path, acceptedText(list, at, options));
      } catch (error) {
        const because = messageOf(error);
        throw new Fault(
          { code: 'file-unwritable', what: 'keep which commands are accepted', on: path, because },
          error,
        );
      }
    },
  };
}

async function readLast(path: string, options: AcceptanceOptions): Promise<LastAccepted> {
  const unread = (because: string): LastAccepted => ({
    commands: null,
    problem: `which commands were accepted cannot be read: ${path}: ${because}`,
  });
  try {
    const found = await readInside({ root: await realpath(options.dir), path, maxBytes });
    if (found.state === 'missing') return { commands: null, problem: null };
    if (found.state !== 'read') return unread(found.state === 'refused' ? found.because : 'it was not read');
    const commands = decodeAccepted(found.bytes.toString('utf8'), options);
    return commands === null ? unread('it is damaged') : { commands, problem: null };
  } catch (error) {
    if (isMissing(error)) return { commands: null, problem: null };
    return unread(messageOf(error));
  }
}

/** Where a project's is, or would be. */
export function acceptedFile({ dir, projectId, root }: AcceptanceOptions): string {
  return join(dir, `${projectId}-${createHash('sha256').update(root).digest('hex').slice(0, 16)}.json`);
}
