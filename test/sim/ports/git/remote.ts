import type { Sha } from '../../../../src/domain/names.ts';

/** Where the branches of a remote are, and who may move them. Its commits are those of the repository here. */
export interface Remote {
  /** By name, without `refs/heads/`. */
  readonly tips: ReadonlyMap<string, Sha>;
  /** To null: it is deleted there. */
  put(branch: string, to: Sha | null, by: Mover): void;
  /** From now on only the forge itself moves it. */
  protect(branch: string): void;
  isProtected(branch: string): boolean;
  onMove(listener: (move: RemoteMove) => void): void;
}

export type Mover = 'czar' | 'human' | 'forge';

export interface RemoteMove {
  readonly branch: string;
  readonly before: Sha | null;
  readonly after: Sha | null;
  readonly by: Mover;
}

export function openRemote(): Remote {
  const tips = new Map<string, Sha>();
  const guarded = new Set<string>();
  const listeners: ((move: RemoteMove) => void)[] = [];
  return {
    tips,
    put(branch, after, by) {
      const before = tips.get(branch) ?? null;
      if (before === after) return;
      if (after === null) tips.delete(branch);
      else tips.set(branch, after);
      for (const listener of listeners) listener({ branch, before, after, by });
    },
    protect: (branch) => guarded.add(branch),
    isProtected: (branch) => guarded.has(branch),
    onMove: (listener) => listeners.push(listener),
  };
}
