import { existsSync, writeFileSync } from 'node:fs';
import { platform } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addressOf } from '../../src/adapters/door/address.ts';
import { compiledSources } from '../support/compiled-sources.ts';
import { aClient, aDoor, aDoorPlace } from '../support/door-parts.ts';
import { killed, startHolder } from '../support/held-door.ts';
import { describeDoor } from './door-suite.ts';

/** Both kinds where the system has both. */
const kinds = platform() === 'linux' ? ([true, false] as const) : ([false] as const);

for (const abstract of kinds)
  describeDoor(abstract ? 'abstract socket' : 'socket file', () => {
    const place = aDoorPlace({ abstract });
    return { door: () => aDoor(place), client: () => aClient(place) };
  });

const compiled = compiledSources();
describe.each(kinds)('a door that another process holds (abstract: %s)', (abstract) => {
  test('is free again when that process was killed', async () => {
    const place = aDoorPlace({ abstract });
    const holder = await startHolder(compiled, place);
    const door = aDoor(place);
    onTestFinished(() => door.close());
    expect(await door.take()).toEqual({ taken: false, holder: `pid ${holder.pid}` });
    expect(await aClient(place).ask({ ask: 'snapshot' })).toMatchObject({ says: `from ${holder.pid}` });
    await killed(holder);
    expect(await aClient(place).ask({ ask: 'snapshot' })).toBeNull();
    expect(await door.take()).toEqual({ taken: true });
  });

  test('stays taken while that process is suspended, and both who knocks and who asks learn its pid', async () => {
    const place = aDoorPlace({ abstract });
    const holder = await startHolder(compiled, place);
    holder.kill('SIGSTOP');
    const begun = performance.now();
    const result = await aDoor(place).take();
    expect(result.taken ? 'taken' : result.holder).toMatch(
      new RegExp(`^pid ${holder.pid}, which does not answer`),
    );
    expect(performance.now() - begun).toBeLessThan(60_000);
    await expect(aClient(place, 300).ask({ ask: 'snapshot' })).rejects.toMatchObject({
      facts: { code: 'deadline', on: `pid ${holder.pid}`, transient: true },
    });
    holder.kill('SIGCONT');
    expect(await aClient(place).ask({ ask: 'snapshot' })).toMatchObject({ says: `from ${holder.pid}` });
  });
});

test('a file that is no socket, left where the socket belongs, is taken over', async () => {
  const place = aDoorPlace({ abstract: false });
  const path = addressOf(place).listen;
  writeFileSync(path, '');
  const door = aDoor(place);
  onTestFinished(() => door.close());
  expect(await door.take()).toEqual({ taken: true });
  await door.close();
  expect(existsSync(path)).toBe(false);
});
