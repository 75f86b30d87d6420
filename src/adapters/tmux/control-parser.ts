/** One answer of tmux in control mode: what a single command printed, or why it failed. */
export interface Reply {
  readonly ok: boolean;
  /** It answers a command of this client; tmux reports commands of hooks with the same frame. */
  readonly own: boolean;
  readonly lines: readonly string[];
}

export interface ControlListener {
  reply(reply: Reply): void;
  /** A line outside of any answer: mostly `%name arguments`, now and then a bare message. */
  notice(line: string): void;
}

/** Takes the output of `tmux -C` as it comes and tells replies and notices apart. Throws when one reply outgrows `limitChars`. */
export function controlParser(listener: ControlListener, limitChars: number): (chunk: string) => void {
  let rest = '';
  let open: OpenReply | null = null;
  const take = (line: string): void => {
    if (open === null) {
      open = beginning(line);
      if (open === null) listener.notice(line);
      return;
    }
    const ended = endOf(open, line);
    if (ended === null) {
      open.add(line);
      return;
    }
    open = null;
    listener.reply(ended);
  };
  return (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
    if (rest.length + (open?.chars() ?? 0) > limitChars)
      throw new Error(`an answer is longer than ${limitChars} characters`);
  };
}

interface OpenReply {
  /** Time, number and flags: the end of a reply repeats them, so text that looks like an end does not end it. */
  readonly frame: string;
  readonly lines: readonly string[];
  add(line: string): void;
  chars(): number;
}

function beginning(line: string): OpenReply | null {
  const frame = /^%begin (\d+ \d+ \d+)$/.exec(line)?.[1];
  if (frame === undefined) return null;
  const lines: string[] = [];
  let chars = 0;
  return {
    frame,
    lines,
    add: (added) => {
      lines.push(added);
      chars += added.length + 1;
    },
    chars: () => chars,
  };
}

function endOf({ frame, lines }: OpenReply, line: string): Reply | null {
  const own = frame.endsWith(' 1');
  if (line === `%end ${frame}`) return { ok: true, own, lines };
  if (line === `%error ${frame}`) return { ok: false, own, lines };
  return null;
}
