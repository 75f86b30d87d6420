import { Fault } from '../../domain/fault.ts';
import type { Clock } from '../../ports/clock.ts';
import { type ControlClient, openControlClient, unreachable } from './control-client.ts';
import type { Server } from './server.ts';

const firstPauseMs = 250;
const longestPauseMs = 5_000;
/** A live connection is asked for a sign of life so often. */
const pulseMs = 2_000;

/** The connection to the tmux server, made anew whenever it breaks. */
export interface Link {
  /** The live connection, or a new one to the server that runs. Null: it is proven that none runs. Errors: Fault `tmux-unreachable`, `deadline`. */
  find(): Promise<ControlClient | null>;
  /** As `find`, but starts the server when none runs. */
  start(): Promise<ControlClient>;
  /** Epoch milliseconds since when there has been no connection. */
  lostAt(): number;
  onHint(listener: () => void): void;
  close(): void;
}

export function openLink(server: Server, clock: Clock): Link {
  return new ServerLink(server, clock);
}

/** Notices after which the picture of the panes may be another. A pane's death comes as the renaming of its window (start.ts). */
const telling =
  /^%(?:sessions-changed|(?:unlinked-)?window-(?:close|renamed)|session-renamed|client-(?:session-changed|detached))\b/;

class ServerLink implements Link {
  private readonly server: Server;
  private readonly clock: Clock;
  private live: ControlClient | null = null;
  private opening: Promise<ControlClient> | null = null;
  private lost: number;
  /** Attempts in a row that failed, and when the next one may be. */
  private failed = 0;
  private lastFailure: Fault | null = null;
  private nextMs = 0;
  private repairing = false;
  private readonly over = new AbortController();
  private readonly listeners: (() => void)[] = [];

  constructor(server: Server, clock: Clock) {
    this.server = server;
    this.clock = clock;
    this.lost = clock.now();
  }

  async find(): Promise<ControlClient | null> {
    const running = this.live ?? (await this.opening);
    if (running !== null) return running;
    if (this.lastFailure !== null && this.clock.monotonicMs() < this.nextMs) throw this.lastFailure;
    const presence = await this.server.presence();
    if (presence.is === 'gone') return null;
    if (presence.is === 'unknown') throw this.noteFailure(unreachable(presence.because));
    return this.live ?? this.openThere();
  }

  /** A server that ended while it was being reached is gone, not unknown. */
  private async openThere(): Promise<ControlClient | null> {
    try {
      return await this.open(false);
    } catch (error) {
      if ((await this.server.presence()).is !== 'gone') throw error;
      this.failed = 0;
      this.lastFailure = null;
      return null;
    }
  }

  async start(): Promise<ControlClient> {
    const running = this.live ?? (await this.opening);
    return running ?? this.open(true);
  }

  lostAt(): number {
    return this.lost;
  }

  onHint(listener: () => void): void {
    this.listeners.push(listener);
  }

  close(): void {
    this.over.abort();
    this.live?.end('closed');
    this.live = null;
  }

  /** One attempt at a time; whoever comes meanwhile gets its result. */
  private async open(start: boolean): Promise<ControlClient> {
    this.opening ??= this.attach(start).finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  private async attach(start: boolean): Promise<ControlClient> {
    if (this.over.signal.aborted) throw unreachable('the terminal is closed');
    try {
      const client = await openControlClient({
        args: await this.server.controlArgs(start),
        env: this.server.env,
        clock: this.clock,
        onNotice: (line) => {
          if (telling.test(line)) this.hint();
        },
      });
      await this.server.remember({ pid: client.serverPid, socketPath: client.socketPath });
      this.adopt(client);
      return client;
    } catch (error) {
      throw this.noteFailure(error instanceof Fault ? error : unreachable(String(error), error));
    }
  }

  private adopt(client: ControlClient): void {
    this.live = client;
    this.failed = 0;
    this.lastFailure = null;
    void client.ended.then(() => this.onEnded(client));
    void this.feel(client);
    if (this.over.signal.aborted) this.close();
  }

  /** A server that is suspended keeps as silent as one with nothing to tell: without an answer the connection ends, and that hints. */
  private async feel(client: ControlClient): Promise<void> {
    while (this.live === client) {
      await this.clock.wait(pulseMs, this.over.signal);
      if (this.live === client)
        await client.ask('display-message -p alive').catch((error: unknown) => this.expect(error));
    }
  }

  private onEnded(client: ControlClient): void {
    if (this.live !== client) return;
    this.live = null;
    this.lost = this.clock.now();
    this.hint();
    void this.repair();
  }

  /** Comes back as soon as a server answers, so that hints flow again; starts none. */
  private async repair(): Promise<void> {
    if (this.repairing) return;
    this.repairing = true;
    for (let round = 0; !this.over.signal.aborted && this.live === null; round += 1) {
      await this.clock.wait(pauseMs(round), this.over.signal);
      if (!this.over.signal.aborted) await this.find().catch((error: unknown) => this.expect(error));
    }
    this.repairing = false;
    if (this.live !== null) this.hint();
  }

  /** A failed attempt is remembered and told by the next `find`; anything else is a bug and rises. */
  private expect(error: unknown): null {
    if (error instanceof Fault) return null;
    throw error;
  }

  private noteFailure(fault: Fault): Fault {
    this.nextMs = this.clock.monotonicMs() + pauseMs(this.failed);
    this.failed += 1;
    this.lastFailure = fault;
    return fault;
  }

  private hint(): void {
    for (const listener of this.listeners) listener();
  }
}

function pauseMs(round: number): number {
  return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(round, 10));
}
