import { platform } from 'node:os';
import { join } from 'node:path';
import type { ProjectId } from '../../domain/names.ts';

/** Where the door of a project is, and the folder in which its token, its holder and the snapshot lie. */
export interface DoorPlace {
  readonly uid: number;
  readonly projectId: ProjectId;
  /** Used where there are no abstract sockets. Short: a socket's path has at most about 100 bytes. */
  readonly socketDir: string;
  readonly journalDir: string;
  /** Whether the socket is a name in the kernel instead of a file; what the system can do unless said otherwise. */
  readonly abstract?: boolean;
}

export type DoorAddress =
  /** Gone from the kernel in the moment its holder dies. */
  | { readonly kind: 'abstract'; readonly listen: string }
  /** A file that outlives its holder. */
  | { readonly kind: 'path'; readonly listen: string };

export function addressOf({ uid, projectId, socketDir, abstract }: DoorPlace): DoorAddress {
  const name = `czar-${uid}-${projectId}`;
  if (abstract ?? platform() === 'linux') return { kind: 'abstract', listen: `\0${name}` };
  return { kind: 'path', listen: join(socketDir, `${name}.sock`) };
}
