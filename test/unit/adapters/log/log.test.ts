import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { openLog } from '../../../../src/adapters/log/log.ts';
import type { Log } from '../../../../src/ports/log.ts';
import { until } from '../../../support/until.ts';

function aLog(pretty: boolean): { readonly log: Log; readonly text: () => string } {
  const destination = new PassThrough();
  let text = '';
  destination.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return { log: openLog({ pretty, destination }), text: () => text };
}

const hostile = 'a\u001b[31mred\u009b31m\u0007\r\nfake line\u202e';

describe('the log', () => {
  test('is one JSON object per line, with level, time and the fields', async () => {
    const { log, text } = aLog(false);
    log.info({ cause: 'c-1', worker: 'w1', count: 3, ok: true, none: null }, 'delivered');
    log.error({}, 'failed');
    await until(() => text().includes('failed'), { what: 'two lines' });
    const lines: unknown[] = text()
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const fields = { cause: 'c-1', worker: 'w1', count: 3, ok: true, none: null };
    expect(lines).toMatchObject([
      { level: 30, ...fields, msg: 'delivered' },
      { level: 50, msg: 'failed' },
    ]);
    expect(text().match(/"time":"\d{4}-\d\d-\d\dT/g)).toHaveLength(2);
  });

  test.each([true, false])('sends no control character that a value brought (pretty: %s)', async (pretty) => {
    const { log, text } = aLog(pretty);
    log.warn({ said: hostile, [hostile]: 1 }, hostile);
    await until(() => text().includes('fake line'), { what: 'a line' });
    expect(text()).not.toMatch(/\u001b\[31m|[\u0007\r\u009b\u202e]/);
    expect(text().trim().split('\n')).toHaveLength(1);
  });

  test('on a terminal has the level, the words and the fields in one line', async () => {
    const { log, text } = aLog(true);
    log.info({ cause: 'c-1' }, 'delivered');
    await until(() => text().includes('\n'), { what: 'a line' });
    // The colours are the log's own.
    expect(text().replace(/\u001b\[\d+m/g, '')).toMatch(/INFO.*delivered.*c-1/);
  });

  test('keeps its own keys when a field has the name of one', async () => {
    const { log, text } = aLog(false);
    log.info({ level: 'x', msg: 'y' }, 'delivered');
    await until(() => text().includes('\n'), { what: 'a line' });
    expect(JSON.parse(text())).toMatchObject({ level: 30, msg: 'delivered', level_: 'x', msg_: 'y' });
  });
});
