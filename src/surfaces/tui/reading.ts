import { timelinePage, type TimelineRow, type Underway } from '../../views/timeline.ts';
import { topPlace } from '../../views/tui/state.ts';
import { viewNamed } from '../../views/tui/views.ts';
import type { TuiIo } from './io.ts';
import type { Store } from './store.ts';

const peekMs = 1_000;
const whyMs = 3_000;
const journalMs = 1_000;

/** Reads what the place that is shown wants, as long as it is wanted. One reading of a kind at a time. */
export interface Reading {
  /** Called whenever the place may have changed, and as time goes by. */
  readonly look: () => void;
  /** Reads the journal once, whatever is shown; what cannot be read now is left for later. */
  readonly readJournal: () => Promise<void>;
}

export function openReading(io: TuiIo, store: Store): Reading {
  const journal = journalReader(io);
  const peek = polled(peekMs, async (about) => store.update({ peek: await io.peek(about) }));
  const why = polled(whyMs, async (about) => store.update({ why: await io.why(about) }));
  const readRows = async (): Promise<void> => {
    const read = await journal();
    if (read !== null) store.update({ rows: read });
  };
  const rows = polled(journalMs, readRows);
  return {
    readJournal: () => settled(readRows()),
    look: () => {
      const place = topPlace(store.state());
      const wants = viewNamed(place.view).wants(place);
      const now = io.now();
      peek(wants.peek, now);
      why(wants.why, now);
      rows(wants.journal ? '' : null, now);
    },
  };
}

type Poll = (about: string | null, now: number) => void;

/** What cannot be read now is tried again at the next turn; the view goes on showing what it has. */
function polled(everyMs: number, read: (about: string) => Promise<void>): Poll {
  let last: { readonly about: string; readonly at: number } | null = null;
  let isReading = false;
  return (about, now) => {
    if (about === null || isReading) return;
    if (last?.about === about && now - last.at < everyMs) return;
    last = { about, at: now };
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
