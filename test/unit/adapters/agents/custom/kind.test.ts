import { expect, test } from 'vitest';
import { customKind, customScreenKind } from '../../../../../src/adapters/agents/custom/kind.ts';
import { anAgent } from '../../../../support/policy.ts';

const screen = {
  prompt: ['ready>'],
  busy: [],
  composer: null,
  placeholder: null,
  paste: [],
  dialogs: [],
} as const;
const lines = { lines: ['ready>'], cursorX: 0, cursorY: 0 };

test('without facts in the config a custom agent is what it was', () => {
  const kind = customKind.configured?.(anAgent({ kind: 'custom' }));
  expect(kind).toMatchObject({ name: 'custom', facts: customKind.facts });
  expect(kind?.read(lines).shows).toBe('unknown');
  expect(kind?.interruptKeys).toEqual(['C-c']);
  expect(kind?.clearKeys).toEqual([]);
});

test('with a screen in the config it is ready by its prompt, and proves no more than before', () => {
  const kind = customKind.configured?.(
    anAgent({ kind: 'custom', screen, interruptKeys: ['Escape'], clearKeys: ['C-u'] }),
  );
  expect(kind?.name).toBe('custom-screen');
  expect(kind?.facts).toEqual({ ...customKind.facts, readyBy: 'screen' });
  expect(kind?.read(lines).shows).toBe('prompt');
  expect([kind?.interruptKeys, kind?.clearKeys]).toEqual([['Escape'], ['C-u']]);
});

test('one that runs is read no more once the config stops describing its screen', () => {
  const kind = customScreenKind.configured?.(anAgent({ kind: 'custom' }));
  expect(kind?.name).toBe('custom-screen');
  expect(kind?.read(lines).shows).toBe('unknown');
});
