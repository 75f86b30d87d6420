import { describe, expect, test } from 'vitest';
import { czar, machine } from './fake-io.ts';

describe('text', () => {
  const text = { text: '# Cart\n\n\u001b[31mBuild it', file: 'tasks/cart-ui.md' };

  test('is the text, byte for byte, in a pipe', async () => {
    expect((await czar(machine({ text }), 'text', 'cart-ui')).out).toBe(text.text);
  });

  test('is harmless on a terminal, and ends its last line', async () => {
    expect((await czar(machine({ text, terminal: true }), 'text', 'cart-ui')).out).toBe(
      '# Cart\n\n\\u{1b}[31mBuild it\n',
    );
  });

  test('--json names its file', async () => {
    expect(JSON.parse((await czar(machine({ text }), 'text', 'cart-ui', '--json')).out)).toEqual({
      task: 'cart-ui',
      file: 'tasks/cart-ui.md',
      text: text.text,
    });
  });

  test('exits 3 for a task without one, and says how it gets one', async () => {
    const ran = await czar(machine(), 'text', 'cart-ui');
    expect(ran.code).toBe(3);
    expect(ran.err).toContain('czar edit cart-ui');
  });

  test('exits 3 for a task that is not there', async () => {
    expect((await czar(machine({ text }), 'text', 'nonsense')).code).toBe(3);
  });
});
