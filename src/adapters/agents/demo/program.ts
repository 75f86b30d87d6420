#!/usr/bin/env node
// The demo agent: an interactive terminal program that carries out the steps which a task lists. Imports nothing but Node and a
// few small files, because it is started for every worker and every test.
import { setTimeout as wait } from 'node:timers/promises';
import { endProcess } from '../../process/end-process.ts';
import { eventWriter } from './event-file.ts';
import { listenToTerminal } from './listen.ts';
import { Session } from './session.ts';
import { parseStartOptions } from './start-options.ts';
import { openSurface } from './surface.ts';
import { demoWorktree } from './worktree.ts';

const signals = { SIGTERM: 143, SIGHUP: 129 } as const;

await main();

async function main(): Promise<void> {
  const options = parseStartOptions(process.env['CZAR_DEMO'] ?? '');
  if ('problem' in options) return refuse(options.problem);
  if (!process.stdin.isTTY || !process.stdout.isTTY) return refuse('the demo agent needs a terminal');
  await wait(options.slowStartMs);
  process.stdin.setRawMode(true);
  const surface = openSurface(process.stdout);
  const session = new Session({
    surface,
    emit: eventWriter(process.env['CZAR_EVENTS']),
    worktree: demoWorktree(process.cwd()),
    options,
    who: whoIAm(),
    cwd: process.cwd(),
    quit: (status) => {
      surface.close();
      endProcess(status);
    },
  });
  listen(session);
  if (options.crashAfterMs === null) return session.open();
  session.draw();
  await wait(options.crashAfterMs);
  endProcess(1);
}

function refuse(problem: string): void {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
}

function whoIAm(): string {
  const { CZAR_WORKER: worker = 'nobody', CZAR_GENERATION: generation } = process.env;
  return generation === undefined ? worker : `${worker} · generation ${generation}`;
}

function listen(session: Session): void {
  listenToTerminal({ take: (input) => session.take(input), ended: () => session.quit(0) });
  process.stdout.on('resize', () => session.draw());
  process.stdout.on('error', () => endProcess(signals.SIGHUP));
  for (const [signal, status] of Object.entries(signals)) process.on(signal, () => session.quit(status));
}
