import { readFileSync } from 'node:fs';
import type { Screen } from '../../../../../src/ports/terminal.ts';

const FOLDER = new URL('../../../../fixtures/agents/codex/', import.meta.url);

/** A screen of codex 0.169.0 as tmux captured it; the cursor is at the end of the row that the test names. */
export function screenOf(name: string, cursor: readonly [x: number, y: number]): Screen {
  const lines = textOf(`screens/${name}.txt`).split('\n');
  return { lines, cursorX: cursor[0], cursorY: cursor[1] };
}

export function hookOf(name: string): unknown {
  return JSON.parse(textOf(`hooks/${name}.json`));
}

export function rolloutLines(): readonly string[] {
  return textOf('rollout.jsonl').trimEnd().split('\n');
}

function textOf(path: string): string {
  return readFileSync(new URL(path, FOLDER), 'utf8');
}
