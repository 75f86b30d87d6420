import type { Readable } from 'node:stream';

/** The end of what a stream brought, in at most `limitBytes` (plus one chunk while it runs). */
export interface Tail {
  text(): string;
  /** Something was dropped at the front. */
  truncated(): boolean;
}

export function tailOf(stream: Readable, limitBytes: number): Tail {
  const chunks: Buffer[] = [];
  let keptBytes = 0;
  let droppedBytes = 0;
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    keptBytes += chunk.length;
    for (
      let first = chunks[0];
      first !== undefined && keptBytes - first.length >= limitBytes;
      first = chunks[0]
    ) {
      chunks.shift();
      keptBytes -= first.length;
      droppedBytes += first.length;
    }
  });
  return {
    text: () => Buffer.concat(chunks).subarray(-limitBytes).toString('utf8'),
    truncated: () => droppedBytes > 0 || keptBytes > limitBytes,
  };
}
