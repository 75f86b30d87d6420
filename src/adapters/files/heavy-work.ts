import { Worker } from 'node:worker_threads';
import { decodeResult } from './decode-work.ts';
import { doWork, type Works } from './work.ts';

/** Texts longer than this are worked on in a thread of their own: the loop must go on meanwhile. */
const heavyLength = 2_000_000;
const timeoutMs = 60_000;

/** Does the work here, or in a thread when the text is large. Errors: what the work throws; Error after 60 s. */
export async function heavyWork<K extends keyof Works>(
  what: K,
  input: Works[K]['in'],
): Promise<Works[K]['out']> {
  const worker = input.text.length > heavyLength ? workerFile() : null;
  return worker === null ? doWork(what, input) : decodeResult(what, await inThread(worker, { what, input }));
}

/** Null when this runs from its sources, as under a test runner: a thread can load only what is built. */
function workerFile(): URL | null {
  return import.meta.url.endsWith('.js') ? new URL('./edit-worker.js', import.meta.url) : null;
}

async function inThread(file: URL, workerData: unknown): Promise<unknown> {
  const worker = new Worker(file, { workerData });
  try {
    return await new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no result after ${timeoutMs / 1000} s`)), timeoutMs);
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`the thread ended with ${code} and no result`));
      });
    });
  } finally {
    await worker.terminate();
  }
}
