/** What opencode hands to plugins; the fields are there as far as the type of event has them. */
export interface SessionEvent {
  readonly type: string;
  readonly properties: {
    readonly sessionID?: string;
    readonly status?: { readonly type: string };
    readonly info?: {
      readonly id?: string;
      readonly parentID?: string;
      readonly role?: string;
      readonly providerID?: string;
      readonly modelID?: string;
      readonly cost?: number;
      readonly tokens?: unknown;
      readonly time?: { readonly completed?: number };
    };
  };
}

const ASKING: ReadonlySet<string> = new Set([
  'permission.asked',
  'permission.replied',
  'question.asked',
  'question.replied',
  'question.rejected',
]);

/**
 * Which events of opencode say something new about its turns. A helper works in a session of its own: its turns are not the
 * agent's, but what it asks concerns people. An end is told twice or thrice, and once more after an error: only the first counts.
 */
export class Telling {
  readonly #parents = new Map<string, string>();
  readonly #atWork = new Set<string>();

  /** Whether a session is one that people talk to. */
  isOwn(session: string): boolean {
    return !this.#parents.has(session);
  }

  matters({ type, properties }: SessionEvent): boolean {
    if (type === 'session.created' || type === 'session.updated') this.#place(properties.info);
    const { sessionID: session } = properties;
    if (session === undefined) return false;
    if (ASKING.has(type)) return true;
    if (type === 'session.status') return this.#works(session, properties.status?.type);
    if (type === 'session.error') {
      this.#atWork.delete(session);
      return this.isOwn(session);
    }
    return type === 'session.idle' && this.#atWork.delete(session) && this.isOwn(session);
  }

  #place(info: SessionEvent['properties']['info']): void {
    if (info?.id !== undefined && info.parentID !== undefined) this.#parents.set(info.id, info.parentID);
  }

  /** A helper's work is a sign of life of the agent's, as long as that waits for it. */
  #works(session: string, status: string | undefined): boolean {
    if (status === undefined || status === 'idle') return false;
    this.#atWork.add(session);
    const parent = this.#parents.get(session);
    return parent === undefined || (status === 'busy' && this.#atWork.has(parent));
  }
}
