import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { hasCode, messageOf } from '../adapters/files/error-code.ts';
import { Fault } from '../domain/fault.ts';
import { badText, decodeText, maxTextBytes, tooLong } from './streams.ts';

/** A text file that a person named. Errors: Fault `bad-input`, `not-found`. */
export async function readText(cwd: string, path: string): Promise<string> {
  try {
    const file = await open(resolve(cwd, path), 'r');
    try {
      const stats = await file.stat();
      if (stats.isDirectory()) throw badText(path, 'it is a folder');
      const { bytesRead, buffer } = await file.read(
        Buffer.alloc(maxTextBytes + 1),
        0,
        maxTextBytes + 1,
        null,
      );
      if (bytesRead > maxTextBytes) throw badText(path, tooLong);
      return decodeText(path, buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    const gone = hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
    const because = gone ? 'there is no such file' : messageOf(error);
    throw new Fault(
      { code: gone ? 'not-found' : 'bad-input', what: 'read a text', on: path, because },
      error,
    );
  }
}
