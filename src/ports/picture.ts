import type { Order } from '../domain/request.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/** The newest snapshot on disk, for surfaces that find no supervisor. */
export interface Picture {
  write(snapshot: Snapshot): Promise<void>;
}

/** Orders that people gave while no supervisor ran. */
export interface LeftOrders {
  take(): Promise<{ readonly orders: readonly Order[]; readonly reports: readonly string[] }>;
  /** After it is journaled. Done as well when it is gone. */
  drop(orderId: string): Promise<void>;
}
