import { describe, expect, test } from 'vitest';
import { claudeKind } from '../../../../../src/adapters/agents/claude/kind.ts';
import { codexKind } from '../../../../../src/adapters/agents/codex/kind.ts';
import { emptyComposer, pasted, typed } from '../../../../../src/adapters/agents/demo/composer.ts';
import { demoKind } from '../../../../../src/adapters/agents/demo/kind.ts';
import { textWidth } from '../../../../../src/adapters/agents/demo/text-width.ts';
import { claudeFace } from '../../../../../src/adapters/agents/fake/claude-face.ts';
import { codexFace } from '../../../../../src/adapters/agents/fake/codex-face.ts';
import { demoFace } from '../../../../../src/adapters/agents/fake/demo-face.ts';
import { opencodeFace } from '../../../../../src/adapters/agents/fake/opencode-face.ts';
import type { Face, FakeView } from '../../../../../src/adapters/agents/fake/view.ts';
import { opencodeKind } from '../../../../../src/adapters/agents/opencode/kind.ts';
import type { AgentKind, AgentScreen } from '../../../../../src/ports/agent.ts';

const size = { columns: 120, rows: 40 };
const idle: FakeView = {
  mode: 'prompt',
  dialog: null,
  composer: emptyComposer,
  queued: 0,
  said: ['> an earlier prompt', '  ACK'],
  forMs: 0,
  cwd: '/srv/shop',
};

function read(face: Face, kind: AgentKind, view: Partial<FakeView>): AgentScreen {
  const { lines, cursorLine, beforeCursor } = face.region({ ...idle, ...view }, size);
  return kind.read({ lines, cursorX: textWidth(beforeCursor), cursorY: cursorLine });
}

describe.each([
  ['claude', claudeFace, claudeKind],
  ['codex', codexFace, codexKind],
  ['opencode', opencodeFace, opencodeKind],
  ['demo', demoFace, demoKind],
] as const)('a fake %s is read by the kind that it plays', (_name, face, kind) => {
  test('at its prompt, with nothing in its composer', () => {
    expect(read(face, kind, {})).toEqual({
      shows: 'prompt',
      composer: { text: '', paste: false },
      dialog: null,
    });
  });

  test('at work, with its composer open', () => {
    const shown = read(face, kind, { mode: 'busy', forMs: 3_200, queued: 1 });
    expect(shown).toMatchObject({ shows: 'busy', composer: { text: '' } });
  });

  test('with a draft of several lines', () => {
    const composer = typed(emptyComposer, 'one line\nand another');
    expect(read(face, kind, { composer }).composer).toEqual({ text: 'one line\nand another', paste: false });
  });

  test('with a long paste, which is one placeholder', () => {
    const composer = pasted(emptyComposer, 'x\n'.repeat(400), face.namePaste);
    expect(read(face, kind, { composer }).composer?.paste).toBe(true);
  });

  test('with the end of a long text that was typed', () => {
    const composer = typed(emptyComposer, `${'a line\n'.repeat(40)}[end d-1]`);
    expect(read(face, kind, { composer }).composer?.text.endsWith('[end d-1]')).toBe(true);
  });

  test.each(['trust', 'permission'] as const)('in a dialog about %s', (dialog) => {
    expect(read(face, kind, { dialog })).toMatchObject({ shows: 'dialog', composer: null });
  });
});

describe.each([
  ['claude', claudeFace, claudeKind],
  ['codex', codexFace, codexKind],
] as const)('a dialog of a fake %s', (_name, face, kind) => {
  test.each(['trust', 'permission'] as const)('about %s has a yes and a no with their keys', (about) => {
    const { dialog } = read(face, kind, { dialog: about });
    expect(dialog?.about).toBe(about);
    expect(dialog?.choices.map(({ means }) => means)).toEqual(['yes', 'no']);
  });
});
