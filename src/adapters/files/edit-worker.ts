import { parentPort, workerData } from 'node:worker_threads';
import { decodeOrder } from './decode-work.ts';
import { doWork } from './work.ts';

/** Entry of the thread that `heavyWork` starts: does one piece of work and ends. */
const { what, input } = decodeOrder(workerData);
parentPort?.postMessage(doWork(what, input));
