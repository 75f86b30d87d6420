import { isatty } from 'node:tty';

const terminals = [0, 1, 2].filter((fd) => isatty(fd));

/**
 * Ends this process. Node puts terminals back as it found them, and crashes on one that hung up meanwhile: then the signal of that ends
 * it, as it ends others.
 */
export function endProcess(code: number): never {
  if (terminals.some((fd) => !isatty(fd))) {
    process.removeAllListeners('SIGHUP');
    process.kill(process.pid, 'SIGHUP');
  }
  process.exit(code);
}
