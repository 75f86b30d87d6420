import { open } from 'node:fs/promises';

/** The calls that the journal makes on an open segment. */
export interface SegmentFile {
  write(
    buffer: Buffer,
    at: { readonly offset: number; readonly position: number },
  ): Promise<{ readonly bytesWritten: number }>;
  datasync(): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a segment for writing; with `create` it must not exist yet. */
export type OpenSegment = (path: string, how: 'existing' | 'create') => Promise<SegmentFile>;

/** Segments on the disk. */
export const openOnDisk: OpenSegment = async (path, how) => {
  const file = await open(path, how === 'create' ? 'wx' : 'r+', 0o600);
  return {
    write: (buffer, { offset, position }) => file.write(buffer, offset, undefined, position),
    datasync: () => file.datasync(),
    truncate: (length) => file.truncate(length),
    close: () => file.close(),
  };
};

/** Writes all of `bytes`: one call may write less without an error, when the disk gets full. */
export async function writeAll(file: SegmentFile, bytes: Buffer, position: number): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    const { bytesWritten } = await file.write(bytes, { offset, position: position + offset });
    if (bytesWritten <= 0) throw new Error('the disk took no more bytes');
    offset += bytesWritten;
  }
}
