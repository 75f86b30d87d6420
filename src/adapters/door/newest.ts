/** Hands values from one who makes them to one who takes them. Who takes slowly misses all but the newest. */
export interface Newest<T> {
  readonly put: (value: T) => void;
  /** Null: there will be none any more. Rejects with what it failed with. */
  readonly next: () => Promise<T | null>;
  readonly end: () => void;
  readonly fail: (error: unknown) => void;
}

type State<T> =
  | { readonly is: 'empty' | 'over' }
  | { readonly is: 'full'; readonly value: T }
  | { readonly is: 'failed'; readonly error: unknown };

export function openNewest<T>(): Newest<T> {
  let state: State<T> = { is: 'empty' };
  let ring: () => void = () => undefined;
  const become = (next: State<T>): void => {
    if (state.is === 'over' || state.is === 'failed') return;
    state = next;
    ring();
  };
  return {
    put: (value) => become({ is: 'full', value }),
    end: () => become({ is: 'over' }),
    fail: (error) => become({ is: 'failed', error }),
    next: async () => {
      while (state.is === 'empty')
        await new Promise<void>((resolve) => {
          ring = resolve;
        });
      if (state.is === 'failed') throw state.error;
      if (state.is !== 'full') return null;
      const { value } = state;
      state = { is: 'empty' };
      return value;
    },
  };
}
