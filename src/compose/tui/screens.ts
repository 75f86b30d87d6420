import type { Peek, ProjectDoor } from '../../surfaces/cli/project-door.ts';

/** A screen that nobody asked for in this time is not followed any more. */
const wantedMs = 5_000;

interface Followed {
  readonly worker: string;
  readonly over: AbortController;
  /** Resolves with the first screen. */
  readonly first: Promise<void>;
  latest: Peek | null;
}

/** The newest screen of the worker that is asked for again and again: it is followed as long as it is. One at a time. */
export function openScreens(
  door: Pick<ProjectDoor, 'watchScreen'>,
): (worker: string) => Promise<Peek | null> {
  let followed: Followed | null = null;
  let idle: NodeJS.Timeout | null = null;
  const end = (): void => {
    followed?.over.abort();
    followed = null;
  };
  return async (worker) => {
    if (idle !== null) clearTimeout(idle);
    idle = setTimeout(end, wantedMs).unref();
    if (followed?.worker !== worker || followed.over.signal.aborted) {
      end();
      followed = follow(door, worker);
    }
    const mine = followed;
    await mine.first;
    return mine.latest;
  };
}

function follow(door: Pick<ProjectDoor, 'watchScreen'>, worker: string): Followed {
  const over = new AbortController();
  const { promise: first, resolve, reject } = withResolvers();
  const followed: Followed = { worker, over, first, latest: null };
  const reading = async (): Promise<void> => {
    for await (const seen of door.watchScreen(worker, { signal: over.signal })) {
      followed.latest = seen;
      resolve();
    }
    resolve();
  };
  reading().catch((error: unknown) => {
    // Whoever asks next begins anew.
    over.abort();
    reject(error);
  });
  return followed;
}

interface Resolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function withResolvers(): Resolvers {
  let resolve: Resolvers['resolve'] = () => undefined;
  let reject: Resolvers['reject'] = () => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
