import { constants } from 'node:fs';
import { open, rename, type FileHandle } from 'node:fs/promises';

/** A log of lines that starts anew when it is full; one earlier part is kept as `<name>.1`. */
export class BoundedLog {
  readonly #path: string;
  readonly #maxBytes: number;

  constructor(path: string, maxBytes: number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
  }

  /** Appends whole lines: what could be written only in part, as on a full disk, is taken back before the error is thrown. */
  async append(lines: string): Promise<void> {
    const isFull = await this.#with((handle, size) => this.#appendTo(handle, size, lines));
    if (!isFull) return;
    await rename(this.#path, `${this.#path}.1`);
    await this.#with((handle, size) => this.#appendTo(handle, size, lines));
  }

  /** True, and nothing written, when the log is full. */
  async #appendTo(handle: FileHandle, size: number, lines: string): Promise<boolean> {
    if (size > 0 && size + Buffer.byteLength(lines) > this.#maxBytes) return true;
    const torn = size > 0 && !(await endsWithNewline(handle, size));
    try {
      await handle.appendFile(torn ? `\n${lines}` : lines);
    } catch (error) {
      await handle.truncate(size);
      throw error;
    }
    return false;
  }

  async #with<T>(use: (handle: FileHandle, size: number) => Promise<T>): Promise<T> {
    const flags =
      constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const handle = await open(this.#path, flags, 0o644);
    try {
      return await use(handle, (await handle.stat()).size);
    } finally {
      await handle.close();
    }
  }
}

/** A line that a crash cut short is left as it is; the next one begins on a line of its own. */
async function endsWithNewline(handle: FileHandle, size: number): Promise<boolean> {
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}
