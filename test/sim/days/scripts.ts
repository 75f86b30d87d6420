import type { Hands, Script } from './agent.ts';

/** What goes well and may look as if it did not; the conditions of the world around it are in days.ts. */
export const honest = {
  steady,
  'thinks for hours': thinks,
  'builds for hours': builds,
  'waits for a slow service': waitsSilently,
  'meets limits': meetsLimits,
  'meets errors of the service': meetsErrors,
  'compacts its conversation': compacts,
  'a person types in it': withHuman,
  'asks for permission': asksPermission,
} satisfies Record<string, Script>;

/** What has to be found. */
export const wrong = {
  'frozen, its spinner turns': async (hands) => plantedAfterWork(hands, () => hands.freezes(true)),
  'frozen, nothing moves': async (hands) => plantedAfterWork(hands, () => hands.freezes(false)),
  'a tool hangs': async (hands) =>
    plantedAfterWork(hands, () => {
      hands.tools(0.002);
      return hands.freezes(true);
    }),
  'a tool works for ever': async (hands) =>
    plantedAfterWork(hands, () => {
      hands.tools(1);
      return hands.freezes(true);
    }),
  'edits go back and forth': async (hands) => plantedAfterWork(hands, () => backAndForth(hands)),
  'commits go back and forth': async (hands) => plantedAfterWork(hands, () => undoing(hands)),
  'the same test fails': async (hands) => plantedAfterWork(hands, () => failing(hands)),
  dies: async (hands) => plantedAfterWork(hands, () => hands.dies()),
  'its end is not told': async (hands) => plantedAfterWork(hands, () => hands.rests('idle')),
  'its dialog is not told': async (hands) => plantedAfterWork(hands, () => hands.asks(24 * 60)),
} satisfies Record<string, Script>;

async function bit(hands: Hands): Promise<void> {
  hands.says('busy');
  hands.grows();
  hands.counts();
  hands.edits('work', `${hands.random.hex(8)}\n`);
  await hands.wait(hands.between(4, 14));
}

function finishes(hands: Hands): void {
  hands.edits('work', `${hands.random.hex(8)}\n`);
  hands.commits(`${hands.task}: done\n\nTASK_COMPLETE`);
}

/** So many bouts of something, with some work and a commit after each. */
async function inBouts(hands: Hands, bouts: number, act: () => Promise<void>): Promise<void> {
  for (let at = 0; at < bouts; at += 1) {
    await bit(hands);
    await act();
    await bit(hands);
    hands.commits(`${hands.task}: part ${at}`);
  }
  finishes(hands);
}

function steady(hands: Hands): Promise<void> {
  return inBouts(hands, hands.between(4, 8), async () => {
    await bit(hands);
    await bit(hands);
  });
}

/** For up to five hours only its transcript grows, or only the count on its screen. */
function thinks(hands: Hands): Promise<void> {
  return inBouts(hands, hands.between(1, 2), async () => {
    const moves = hands.random.pick(['grows', 'counts', 'grows'] as const);
    const until = hands.between(90, 300);
    let minutes = 0;
    while (minutes < until) {
      const step = hands.between(5, 28);
      minutes += step;
      await hands.wait(step);
      if (moves === 'grows') hands.grows();
      else hands.counts();
    }
  });
}

function builds(hands: Hands): Promise<void> {
  return inBouts(hands, hands.between(1, 3), async () => {
    hands.says('busy');
    hands.tools(hands.random.pick([0.02, 0.3, 1, 4]));
    await hands.wait(hands.between(60, 330));
    hands.tools(0);
    hands.says('busy');
  });
}

/** Not a sign of it for as long as anybody may be silent. */
function waitsSilently(hands: Hands): Promise<void> {
  return inBouts(hands, hands.between(2, 4), () => hands.wait(hands.between(20, 110)));
}

function meetsLimits(hands: Hands): Promise<void> {
  return inBouts(hands, hands.between(2, 3), async () => {
    const resetAt = hands.now() + hands.between(60, 300) * 60_000;
    hands.says('limit', { text: 'You have hit your limit', data: { resetAt } });
    await hands.rests('limited');
    hands.says('busy');
  });
}

function meetsErrors(hands: Hands): Promise<void> {
  // After more of them in a row Czar asks a person.
  return inBouts(hands, hands.between(2, 3), async () => {
    if (hands.random.chance(0.5)) await hands.wait(hands.between(5, 40));
    hands.says('error', { text: 'API Error', data: { error: hands.random.pick(['overloaded', 'network']) } });
    await hands.rests('idle');
    hands.says('busy');
  });
}

function compacts(hands: Hands): Promise<void> {
  return inBouts(hands, hands.between(3, 5), async () => {
    hands.says('busy');
    await hands.wait(hands.between(10, 45));
    hands.grows();
    hands.says('busy');
  });
}

/** They attach, type, read for a while, and let it go on. */
function withHuman(hands: Hands): Promise<void> {
  return inBouts(hands, hands.between(2, 4), async () => {
    hands.tty.human('typing');
    for (let keys = hands.between(1, 6); keys > 0; keys -= 1) {
      hands.says('prompt', { text: 'what about this?' });
      hands.says('busy');
      hands.grows();
      await hands.wait(hands.between(2, 30));
      hands.tty.human('typing');
    }
    hands.tty.human('gone');
  });
}

function asksPermission(hands: Hands): Promise<void> {
  return inBouts(hands, hands.between(2, 3), async () => {
    hands.says('permission', { text: 'may I?' });
    await hands.asks(hands.between(10, 240));
    hands.says('busy');
    hands.grows();
  });
}

async function plantedAfterWork(hands: Hands, act: () => Promise<void>): Promise<void> {
  for (let bits = hands.between(2, 12); bits > 0; bits -= 1) await bit(hands);
  hands.commits(`${hands.task}: part`);
  hands.planted();
  await act();
}

/** It would go on for a week. */
const MOST_ROUNDS = 2_000;

async function backAndForth(hands: Hands): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    hands.says('busy');
    hands.grows();
    hands.edits('loop', round % 2 === 0 ? 'one way\n' : 'the other\n');
    await hands.wait(hands.between(2, 6));
  }
}

async function undoing(hands: Hands): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    hands.says('busy');
    hands.grows();
    hands.edits('loop', round % 2 === 0 ? 'one way\n' : 'the other\n');
    hands.commits(`${hands.task}: ${round % 2 === 0 ? 'try' : 'undo'}`);
    await hands.wait(hands.between(4, 12));
  }
}

async function failing(hands: Hands): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    hands.grows();
    hands.edits('try', `${round}\n`);
    const failed = `not ok ${round} - totals\nexpected 3, got 2 (took ${hands.between(10, 99)} ms)`;
    hands.says('busy', { data: { failed: failed.replace(/^not ok \d+/, 'not ok 7') } });
    await hands.wait(hands.between(2, 6));
  }
}
