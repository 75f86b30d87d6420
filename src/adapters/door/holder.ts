import { readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isMissing } from '../files/error-code.ts';
import { replaceFile } from '../files/replace-file.ts';
import { processStartTime } from '../process/start-time.ts';
import { decodeHolder, type Holder } from './decode-holder.ts';

/** Who holds the door, told by itself; only for messages. The socket alone decides. */
const holderFile = 'holder.json';

const pollMs = 50;
const lookTimeoutMs = 1_000;
const answerTimeoutMs = 700;

export async function writeHolder(journalDir: string, { pid, startTime }: Holder): Promise<void> {
  await replaceFile(join(journalDir, holderFile), `${JSON.stringify({ pid, startTime })}\n`);
}

export async function dropHolder(journalDir: string): Promise<void> {
  await rm(join(journalDir, holderFile), { force: true });
}

/** The living holder, or null when the file is missing, broken, or tells of a process that is gone. */
export async function livingHolder(journalDir: string): Promise<Holder | null> {
  const holder = await readHolder(journalDir);
  if (holder === null) return null;
  return (await processStartTime(holder.pid)) === holder.startTime ? holder : null;
}

async function readHolder(journalDir: string): Promise<Holder | null> {
  try {
    return decodeHolder(await readFile(join(journalDir, holderFile), 'utf8'));
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** "pid 4711", and that it does not answer if it does not: in less than 2 s. */
export async function describeHolder(journalDir: string, address: string): Promise<string> {
  const name = await nameHolder(journalDir);
  return (await answers(address)) ? name : `${name}, which does not answer (suspended?)`;
}

/** A process that has just taken the door has not said its pid yet, so this looks for a while. */
async function nameHolder(journalDir: string): Promise<string> {
  for (let waitedMs = 0; waitedMs < lookTimeoutMs; waitedMs += pollMs) {
    const holder = await livingHolder(journalDir);
    if (holder !== null) return `pid ${holder.pid}`;
    await wait(pollMs);
  }
  return 'a process that has not said its pid';
}

/** What the door replies to a line that asks only whether it is alive. */
export const ping = 'ping';

async function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path: address });
    const timer = setTimeout(() => say(false), answerTimeoutMs);
    const say = (answered: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => socket.write(`${ping}\n`));
    socket.once('data', () => say(true));
    socket.once('error', () => say(false));
    socket.once('close', () => say(false));
  });
}
