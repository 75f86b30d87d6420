import { describe, expect, test } from 'vitest';
import type { SelftestReport } from '../../../../src/domain/selftest.ts';
import { czar, machine } from './fake-io.ts';

const run = { kind: 'demo', scenario: 'plain', ok: true, says: 'confirmed', ms: 900, receiptMs: 200 };
const report: SelftestReport = { tmux: 'tmux 3.3a', runs: [run], agents: [], ms: 1_000 };

describe('czar selftest', () => {
  test('prints the table, tells its progress on stderr, and ends with 0 when all is well', async () => {
    const on = machine({ selftestResult: { ran: true, report, sound: true } });
    const { code, out, err } = await czar(on, 'selftest');
    expect(code).toBe(0);
    expect(out).toContain('1 of 1 scenarios as they should be');
    expect(err).toBe('1/1 ok demo plain 0.9s: confirmed\n');
  });

  test('ends with 1 when something is not as it should be, also as data', async () => {
    const on = machine({ selftestResult: { ran: true, report, sound: false } });
    const { code, out } = await czar(on, 'selftest', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({ ...report, sound: false });
  });

  test('hands on what is to be played, and how', async () => {
    const on = machine({ selftestResult: { ran: true, report, sound: true } });
    await czar(
      on,
      'selftest',
      '--only',
      'draft',
      'codex',
      '--times',
      '5',
      '--parallel',
      '1',
      '--plant',
      'twice',
    );
    expect(on.selftests).toMatchObject([{ only: ['draft', 'codex'], times: 5, parallel: 1, plant: 'twice' }]);
  });

  test('says why nothing could be played', async () => {
    const { code, err } = await czar(
      machine({ selftestResult: { ran: false, exit: 2, says: 'there is no tmux' } }),
      'selftest',
    );
    expect([code, err]).toEqual([2, 'czar: there is no tmux\n']);
  });

  test('knows no other faults, and runs in no worker', async () => {
    expect((await czar(machine(), 'selftest', '--plant', 'rust')).code).toBe(2);
    expect((await czar(machine({ insideWorker: 'qa' }), 'selftest')).code).toBe(2);
  });
});
