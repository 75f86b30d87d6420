import { statusOf } from './decode-answer.ts';
import { isForbidden } from './fault.ts';
import { foreignTail } from './foreign-text.ts';
import type { Place } from './place.ts';

/** So much of the end of a log is kept, in UTF-16 units, and so much of it is read at most, in bytes. */
const TAIL_LENGTH = 4_000;
const MOST_BYTES = 20_000_000;
const MOST_KEPT = 200;

/** The end of a job's log, read once; empty where the token may not see it, or it is gone. */
export function openLogTails({ api, owner, name }: Place): (job: number) => Promise<string> {
  const kept = new Map<number, string>();
  const read = async (job: number): Promise<string> => {
    try {
      const { data } = await api.request('GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs', {
        owner,
        repo: name,
        job_id: job,
        request: { parseSuccessResponseBody: false },
      });
      const body: unknown = data;
      return body instanceof ReadableStream ? await endOf(body) : '';
    } catch (error) {
      const status = statusOf(error);
      if (isForbidden(error) || status === 404 || status === 410) return '';
      throw error;
    }
  };
  return async (job) => {
    const tail = kept.get(job) ?? (await read(job));
    kept.set(job, tail);
    for (const oldest of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(oldest);
    return tail;
  };
}

/** Each line of a log begins with the time. */
const TIMES = /^\d{4}-\d\d-\d\dT[\d:.]+Z /gm;

async function endOf(body: ReadableStream): Promise<string> {
  const text = new TextDecoder();
  let [end, bytes] = ['', 0];
  const reader = new Response(body).body?.getReader();
  if (reader === undefined) return '';
  while (bytes < MOST_BYTES) {
    const chunk: unknown = (await reader.read()).value;
    if (!(chunk instanceof Uint8Array)) break;
    bytes += chunk.length;
    end = (end + text.decode(chunk, { stream: true })).slice(-4 * TAIL_LENGTH);
  }
  await reader.cancel();
  return foreignTail(end.replace(TIMES, ''), TAIL_LENGTH);
}
