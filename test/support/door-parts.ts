import { randomBytes } from 'node:crypto';
import type { DoorPlace } from '../../src/adapters/door/address.ts';
import { openClient } from '../../src/adapters/door/client.ts';
import { openDoor } from '../../src/adapters/door/door.ts';
import { processStartTime } from '../../src/adapters/process/start-time.ts';
import type { Client } from '../../src/ports/client.ts';
import type { Door } from '../../src/ports/door.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** The place of a project that no other test has. */
export function aDoorPlace(over: Partial<DoorPlace> = {}): DoorPlace {
  const projectId = randomBytes(6).toString('hex');
  return { uid: 4711, projectId, socketDir: temporaryFolder(), journalDir: temporaryFolder(), ...over };
}

const ownStartTime = await processStartTime(process.pid);

/** The door as this process opens it. */
export function aDoor(place: DoorPlace): Door {
  return openDoor({ ...place, self: { pid: process.pid, startTime: ownStartTime ?? '' } });
}

export function aClient(place: DoorPlace, deadlineMs = 60_000): Client {
  return openClient({ ...place, deadlineMs });
}
