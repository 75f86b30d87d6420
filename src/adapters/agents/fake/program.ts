#!/usr/bin/env node
// Plays an agent of another kind, in every way that agents were seen to go wrong (`czar selftest`). It is started as that agent
// would be: with its arguments, through its hooks it speaks.
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { listenToTerminal } from '../demo/listen.ts';
import { claudeFace } from './claude-face.ts';
import { codexFace } from './codex-face.ts';
import { deedWriter } from './deeds.ts';
import { demoFace } from './demo-face.ts';
import { decodeFakeOptions, mayBy } from './decode-options.ts';
import { opencodeFace } from './opencode-face.ts';
import { openFakeScreen } from './screen.ts';
import { FakeSession } from './session.ts';
import { openVoice } from './voice.ts';

const FACES = {
  claude: claudeFace,
  codex: codexFace,
  opencode: opencodeFace,
  demo: demoFace,
  custom: demoFace,
} as const;
const DIED = 70;
const HUNG_UP = 129;
const POLL_MS = 25;
const LONGEST_WAIT_MS = 120_000;

const options = decodeFakeOptions(process.env['CZAR_FAKE'] ?? '');
for (let waitedMs = 0; options.waits && waitedMs < LONGEST_WAIT_MS; waitedMs += POLL_MS) {
  if (existsSync(mayBy(options.record, 'begin'))) break;
  await wait(POLL_MS);
}
process.stdin.setRawMode(true);
const session = new FakeSession({
  options,
  face: FACES[options.as],
  screen: openFakeScreen(process.stdout, options.brackets),
  voice: openVoice(options, process.argv.slice(2)),
  note: deedWriter(options.record),
  cwd: process.cwd(),
  die: () => process.exit(DIED),
});
listenToTerminal({ take: (input) => session.take(input), ended: () => process.exit(0) });
process.stdout.on('resize', () => session.draw());
process.stdout.on('error', () => process.exit(HUNG_UP));
session.open();
