import type { DeliveryKind } from '../domain/delivery.ts';
import type { DeliveryId, TaskId, WorkerName } from '../domain/names.ts';
import type { World } from '../domain/world.ts';
import { hashText } from './hash-text.ts';

/** What a delivery is, before it has an id. */
export interface Delivering {
  readonly worker: WorkerName;
  readonly generation: number;
  readonly task: TaskId | null;
  readonly attempt: number | null;
  readonly as: DeliveryKind;
  readonly item: string | null;
}

/** The id of one try: it holds the moment, so that an id is never submitted twice. */
export function deliveryIdFor(world: World, delivering: Delivering): DeliveryId {
  const { worker, generation, task, attempt, as, item } = delivering;
  const text = JSON.stringify([world.now, worker, generation, task, attempt, as, item]);
  return `d-${hashText(text).toString(16).padStart(8, '0')}`;
}
