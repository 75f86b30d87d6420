import type { DeliveryId, TaskId } from './names.ts';

/** A text that was too long to be typed, and whom it is for. */
export interface LeftText {
  readonly delivery: DeliveryId;
  readonly task: TaskId | null;
  readonly attempt: number | null;
  readonly generation: number;
}
