import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';

/**
 * What to say about an error that nothing was prepared for: one line, and where the details were put. With CZAR_DEBUG=1 the details
 * themselves.
 */
export async function explainUnexpected(error: unknown, env: NodeJS.ProcessEnv): Promise<string> {
  const details = inspect(error, { depth: 5 });
  if (env['CZAR_DEBUG'] === '1') return details;
  const said = error instanceof Error ? error.message : String(error);
  // The system refused something (a full disk, a missing right): for the person to mend, and no bug.
  const isSystem = error instanceof Error && 'syscall' in error;
  const first = `${isSystem ? 'the system refused' : 'a bug in czar itself'}: ${said.split('\n')[0] ?? ''}`;
  return `${first}\n  ${await keep(details)}`;
}

async function keep(details: string): Promise<string> {
  const path = join(tmpdir(), `czar-error-${randomBytes(6).toString('hex')}.txt`);
  try {
    await writeFile(path, `${details}\n`, { flag: 'wx', mode: 0o600 });
    return `details: ${path}`;
  } catch (error) {
    return `details: with CZAR_DEBUG=1 (they could not be kept: ${String(error)})`;
  }
}
