import { z } from 'zod';
import type { Response } from '../../domain/request.ts';
import type { Snapshot } from '../../domain/snapshot.ts';

/** A snapshot is made by this same program, so only its version is looked at. */
const snapshotSchema = z.custom<Snapshot>(isSnapshot, 'a snapshot of another release');

const responseSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    says: z.string(),
    snapshot: snapshotSchema.exactOptional(),
    why: z.array(z.string()).exactOptional(),
    receipt: z
      .object({
        state: z.enum(['waiting', 'confirmed', 'queued', 'unverified', 'refused', 'done']),
        says: z.string(),
      })
      .exactOptional(),
  }),
  z.object({
    ok: z.literal(false),
    exit: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]),
    says: z.string(),
  }),
]) satisfies z.ZodType<Response>;

/** What the door replies: a response, or that the token is not its own. */
export type Reply = { readonly v: 1; readonly denied: true } | { readonly v: 1; readonly response: Response };

const replySchema = z.union([
  z.object({ v: z.literal(1), denied: z.literal(true) }),
  z.object({ v: z.literal(1), response: responseSchema }),
]) satisfies z.ZodType<Reply>;

/** Throws (SyntaxError, ZodError) when the line is no reply. */
export function decodeReply(line: string): Reply {
  return replySchema.parse(JSON.parse(line));
}

/** Throws (SyntaxError, ZodError) when the content is no snapshot of this release. */
export function decodeSnapshot(content: string): Snapshot {
  return snapshotSchema.parse(JSON.parse(content));
}

function isSnapshot(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1;
}
