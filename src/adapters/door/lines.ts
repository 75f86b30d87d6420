import type { Readable } from 'node:stream';

const lineEnd = 0x0a;

/**
 * The complete lines that come in, as text. Ends without the unfinished last one; throws when a line is longer than `maxBytes`.
 * Whoever stops listening still has the stream, and can write to it.
 */
export async function* linesOf(stream: Readable, maxBytes: number): AsyncGenerator<string> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('the stream decodes its bytes itself');
    let start = 0;
    for (let at = chunk.indexOf(lineEnd); at !== -1; at = chunk.indexOf(lineEnd, start)) {
      refuseLong(heldBytes + at - start, maxBytes);
      yield Buffer.concat([...held, chunk.subarray(start, at)]).toString('utf8');
      [held, heldBytes, start] = [[], 0, at + 1];
    }
    held.push(chunk.subarray(start));
    heldBytes += chunk.length - start;
    refuseLong(heldBytes, maxBytes);
  }
}

function refuseLong(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes) throw new RangeError(`a line is longer than ${maxBytes} bytes`);
}
