import { createInterface } from 'node:readline/promises';
import type { WriteStream } from 'node:tty';
import { Fault } from '../domain/fault.ts';
import type { Inlet, Outlet } from '../surfaces/cli/io.ts';

const columnsUnlessKnown = 80;

/** `hungUp`: the reader is gone (`czar log -f | head`), and what is written from now on goes nowhere. */
export function outlet(stream: WriteStream, hungUp: () => void): Outlet {
  let open = true;
  stream.on('error', () => {
    open = false;
    hungUp();
  });
  return {
    write: (text) => void (open && stream.write(text)),
    get isTerminal() {
      return stream.isTTY;
    },
    get columns() {
      return stream.isTTY ? stream.columns : columnsUnlessKnown;
    },
    get rows() {
      return stream.rows;
    },
  };
}

export function inlet(signal: AbortSignal): Inlet {
  const { stdin } = process;
  return {
    get isTerminal() {
      return stdin.isTTY;
    },
    readAll: async () => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of stdin) {
        if (!Buffer.isBuffer(chunk)) throw new TypeError('standard input decodes its bytes itself');
        bytes += chunk.length;
        if (bytes > maxTextBytes) throw badText('standard input', tooLong);
        chunks.push(chunk);
      }
      return decodeText('standard input', Buffer.concat(chunks));
    },
    ask: (question) => askLine(question, signal),
  };
}

async function askLine(question: string, signal: AbortSignal): Promise<string | null> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const over = new Promise<null>((resolve) => {
    lines.once('close', () => resolve(null));
    signal.addEventListener('abort', () => lines.close(), { once: true });
  });
  // On a terminal Ctrl-C is a key until it is made a signal.
  lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    if (signal.aborted) return null;
    const line = await Promise.race([lines.question(question), over]);
    if (line === null) process.stderr.write('\n');
    return line;
  } finally {
    lines.close();
  }
}

export const maxTextBytes = 1_000_000;
export const tooLong = 'it is longer than 1 MB';

/** Errors: Fault `bad-input`. */
export function decodeText(on: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) throw badText(on, 'it is not UTF-8 text');
    throw error;
  }
}

export function badText(on: string, because: string): Fault {
  return new Fault({ code: 'bad-input', what: 'read a text', on, because });
}
