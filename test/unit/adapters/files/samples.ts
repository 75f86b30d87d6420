import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'samples');

/** The files as the formats show them, to the byte: their endings keep the formatter off. */
export const samples = {
  queue: readFileSync(join(folder, 'work-queue.json.sample'), 'utf8'),
  dependencies: readFileSync(join(folder, 'dependencies.json.sample'), 'utf8'),
  config: readFileSync(join(folder, 'czar.config.jsonc.sample'), 'utf8'),
  task: readFileSync(join(folder, 'task.md.sample'), 'utf8'),
  workerStatus: readFileSync(join(folder, 'worker-status.json.sample'), 'utf8'),
} as const;
