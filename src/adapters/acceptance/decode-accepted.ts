import { z } from 'zod';
import type { AcceptedCommand, CommandList } from '../../domain/command.ts';
import { jsonIn } from '../files/json-in.ts';

const text = z.string();

const acceptedFile = z.object({
  v: z.literal(1),
  project: text,
  root: text,
  hash: text,
  at: z.int().nonnegative(),
  commands: z.array(z.object({ what: text, shows: text, brief: text, digest: text })),
});

/** A project on this machine. Another repository in its place has another id, and a copy of it another path. */
export interface AcceptedFor {
  readonly projectId: string;
  /** Its real path. */
  readonly root: string;
}

/** Null: it says nothing of this project. */
export function decodeAccepted(
  content: string,
  { projectId, root }: AcceptedFor,
): readonly AcceptedCommand[] | null {
  const found = acceptedFile.safeParse(jsonIn(content));
  if (!found.success || found.data.project !== projectId || found.data.root !== root) return null;
  return found.data.commands;
}

export function acceptedText(
  { commands, hash }: CommandList,
  at: number,
  { projectId, root }: AcceptedFor,
): string {
  const kept = commands.map(({ what, shows, brief, digest }) => ({ what, shows, brief, digest }));
  return `${JSON.stringify({ v: 1, project: projectId, root, hash, at, commands: kept }, null, 2)}\n`;
}
