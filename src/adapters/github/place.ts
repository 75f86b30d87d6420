import type { Api } from './api.ts';

/** A repository of GitHub, and the way to it. */
export interface Place {
  readonly api: Api;
  readonly owner: string;
  readonly name: string;
}
