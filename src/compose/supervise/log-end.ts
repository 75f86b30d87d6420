import { open, stat } from 'node:fs/promises';
import { isMissing } from '../../adapters/files/error-code.ts';

const endBytes = 16_000;
const endLines = 20;

/** Bytes of a log; 0 when it is not there. */
export async function sizeOfLog(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

/** The last lines that were written behind `from`. */
export async function endOfLog(path: string, from: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const start = Math.max(size < from ? 0 : from, size - endBytes);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(endBytes), 0, endBytes, start);
    return buffer.toString('utf8', 0, bytesRead).trimEnd().split('\n').slice(-endLines).join('\n');
  } finally {
    await file.close();
  }
}
