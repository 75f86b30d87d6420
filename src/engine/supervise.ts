import { adopt } from './adopt.ts';
import { type Alarm, openAlarm } from './alarm.ts';
import type { Core } from './core.ts';
import { openForecasting } from './forecast.ts';
import { openLanes } from './lanes.ts';
import { loop } from './loop.ts';
import type { Ended, SuperviseOptions } from './options.ts';
import type { Parts } from './parts.ts';
import { restorePullRequests } from './lost-pull-requests.ts';
import { openPublisher } from './publish.ts';
import { recover } from './recover.ts';
import { coreOf } from './replay.ts';
import { ALL_SENSES } from './senses.ts';
import { openWaitingOrders } from './waiting-orders.ts';

/** Runs one project until it is settled, stopped or interrupted. The door is taken before (parts.door). */
export async function supervise(parts: Parts, options: SuperviseOptions): Promise<Ended> {
  const core = await openProject(parts, options);
  const alarm = openAlarm(parts.clock);
  listen(core, alarm);
  await parts.hooks?.listen();
  try {
    const found = await adopt(core);
    if (found !== null) return { because: 'lost-journal', says: found, snapshot: null };
    await restorePullRequests(core);
    const left = await recover(core);
    const publisher = openPublisher(core, () => alarm.wake());
    const forecasting = openForecasting(
      core,
      () => {
        publisher.changed();
        alarm.ring();
      },
      () => alarm.wake(),
    );
    return await loop({
      core,
      left,
      alarm,
      lanes: openLanes(),
      publisher,
      forecasting,
      orders: openWaitingOrders(parts.clock),
    });
  } finally {
    await close(parts);
  }
}

/** Replays the journal, and reads config and queue as they stand. */
async function openProject(parts: Parts, options: SuperviseOptions): Promise<Core> {
  const opened = await parts.journal.open();
  for (const report of opened.reports) parts.log.warn({}, report);
  const isClosed = opened.damage.length > 0 && !options.adopt;
  return coreOf({ parts, options, opened, isWritten: !isClosed });
}

function listen({ parts }: Core, alarm: Alarm): void {
  parts.terminal.onHint(() => alarm.ring('terminal'));
  parts.inbox.onHint(() => alarm.ring('inbox'));
  parts.transcripts.onHint(() => alarm.ring('inbox'));
  parts.accounts.onHint(() => alarm.ring('accounts'));
  parts.files.onHint(() => alarm.ring('files'));
  parts.repository.history.onHint(() => alarm.ring('git'));
  parts.hooks?.onHint(() => alarm.ring());
  alarm.ring(...ALL_SENSES);
}

async function close(parts: Parts): Promise<void> {
  await parts.door.close();
  await Promise.allSettled([
    parts.inbox.close(),
    parts.hooks?.close(),
    parts.transcripts.close(),
    parts.accounts.close(),
    parts.files.close(),
    parts.repository.history.close(),
    parts.terminal.close({ endServer: true }),
  ]);
  await parts.journal.close();
}
