import { crc32 } from 'node:zlib';
import type { Entry } from '../../domain/entry.ts';
import type { LedgerImage } from '../../domain/ledger-image.ts';

/**
 * One line of a segment: `{"crc":"<8 hex>",<rest>` and a line end, where the checksum is taken over the exact bytes of
 * `<rest>`, the closing brace included. It stands first, at a fixed place, so that it is checked before anything is parsed.
 */
export interface Frame {
  readonly seq: number;
  readonly epoch: number;
  readonly content: { readonly entry: Entry } | { readonly image: LedgerImage };
}

export const formatVersion = 1;

const head = Buffer.from('{"crc":"');
const neck = Buffer.from('",');
const crcDigits = 8;
const restAt = head.length + crcDigits + neck.length;

/** The bytes of a line, with its line end. */
export function encodeFrame({ seq, epoch, content }: Frame): Buffer {
  const json = JSON.stringify({ v: formatVersion, seq, epoch, ...content });
  const rest = Buffer.from(json.slice(1));
  return Buffer.concat([head, Buffer.from(checksum(rest)), neck, rest, Buffer.from('\n')]);
}

/** The JSON text of a line (without its line end) whose checksum holds; null when it does not. */
export function checkedJson(line: Buffer): string | null {
  if (line.length <= restAt) return null;
  if (!line.subarray(0, head.length).equals(head)) return null;
  if (!line.subarray(head.length + crcDigits, restAt).equals(neck)) return null;
  const written = line.toString('latin1', head.length, head.length + crcDigits);
  const rest = line.subarray(restAt);
  return written === checksum(rest) ? `{${rest.toString('utf8')}` : null;
}

function checksum(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(crcDigits, '0');
}
