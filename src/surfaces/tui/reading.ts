import { isSameValue } from '../../domain/same-value.ts';
import { timelinePage, type TimelineRow, type Underway } from '../../views/timeline.ts';
import { wantsNow } from '../../views/tui/views.ts';
import type { TuiIo } from './io.ts';
import type { Store } from './store.ts';

const peekMs = 1_000;
const whyMs = 5_000;
const journalMs = 1_000;
/** The whole journal is read for it. */
const undoableMs = 5_000;
/** With a new picture there is something new in the journal too: it is not waited for its turn, but for this. */
const newsMs = 100;

/** Reads what the place that is shown wants, as long as it is wanted. One reading of a kind at a time. */
export interface Reading {
  /** Called whenever the place may have changed, and as time goes by. */
  readonly look: () => void;
  /** Reads the journal once, whatever is shown; what cannot be read now is left for later. */
  readonly readJournal: () => Promise<void>;
}

export function openReading(io: TuiIo, store: Store): Reading {
  const journal = journalReader(io);
  const peek = polled({ everyMs: peekMs, newsMs: peekMs }, async (about) => {
    const seen = await io.peek(about);
    if (!isSameValue(seen, store.data().peek)) store.update({ peek: seen });
  });
  const why = polled({ everyMs: whyMs, newsMs: peekMs }, async (about) =>
    store.update({ why: await io.why(about) }),
  );
  const readRows = async (): Promise<void> => {
    const read = await journal();
    if (read !== null) store.update({ rows: read });
  };
  const rows = polled({ everyMs: journalMs, newsMs }, readRows);
  const undoable = polled({ everyMs: undoableMs, newsMs: journalMs }, async () =>
    store.update({ undoable: await io.undoable() }),
  );
  return {
    readJournal: () => settled(readRows()),
    look: () => {
      const wants = wantsNow(store.state());
      const moment = { now: io.now(), picture: store.data().snapshot };
      peek(wants.peek, moment);
      why(wants.why, moment);
      rows(wants.journal ? '' : null, moment);
      undoable(wants.undoable === true ? '' : null, moment);
    },
  };
}

interface Moment {
  readonly now: number;
  readonly picture: object | null;
}

type Poll = (about: string | null, moment: Moment) => void;

/** What cannot be read now is tried again at the next turn; the view goes on showing what it has. */
interface Pace {
  readonly everyMs: number;
  /** The least between two readings, when there is a new picture. */
  readonly newsMs: number;
}

function polled({ everyMs, newsMs: leastMs }: Pace, read: (about: string) => Promise<void>): Poll {
  let last: (Moment & { readonly about: string }) | null = null;
  let isReading = false;
  return (about, moment) => {
    if (about === null || isReading) return;
    const waitMs = last?.picture === moment.picture ? everyMs : leastMs;
    if (last?.about === about && moment.now - last.now < waitMs) return;
    last = { ...moment, about };
    isReading = true;
    void settled(read(about)).finally(() => {
      isReading = false;
    });
  };
}

async function settled(reading: Promise<void>): Promise<void> {
  try {
    await reading;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}

const mostRows = 5_000;
const firstLines = 20_000;
const pageLines = 5_000;

/** The journal as rows, read on from where it was left; null: nothing new. */
function journalReader(io: TuiIo): () => Promise<readonly TimelineRow[] | null> {
  let afterSeq: number | null = null;
  let open: Underway = new Map();
  let rows: readonly TimelineRow[] = [];
  return async () => {
    const isFirst = afterSeq === null;
    const lines = await io.journal({ afterSeq, limit: isFirst ? firstLines : pageLines });
    if (lines.length === 0 && !isFirst) return null;
    const page = timelinePage(lines, open);
    ({ open } = page);
    afterSeq = lines.at(-1)?.seq ?? afterSeq ?? 0;
    rows = [...rows, ...page.rows].slice(-mostRows);
    return rows;
  };
}
