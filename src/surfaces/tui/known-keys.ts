/** A control sequence, or a single shift; Alt puts a second escape character before it. */
const sequence = /^\u001b{1,2}(?:\[\[?[0-?]*[ -/]*[@-~]|O[@-~])$/;

/** Arrows, Home, End and Shift-Tab, keys with a number, in the ways of xterm, rxvt and the console; reports of the mouse; ends of a paste. */
const known =
  /^\u001b{1,2}(?:\[(?:1;\d{1,3})?[A-DFHZ]|\[[a-d]|O[A-DFHa-d]|\[[1-8](?:;\d{1,3})?~|\[[235-8][\^$]|\[\[[56]~|\[<[\d;]+[Mm]|\[20[01]~)$/;

/** One that has begun and goes on in what comes next: no key sends just this much. */
const begun = /\u001b{1,2}\[\[?[0-?]{1,32}[ -/]{0,8}$/;

/** What was typed, read piece by piece: a sequence of which only a part is here waits for the rest. Ink would take that for letters. */
export function wholeKeys(): (typed: string) => string {
  let rest = '';
  return (typed) => {
    const all = rest + typed;
    rest = begun.exec(all)?.[0] ?? '';
    return all.slice(0, all.length - rest.length);
  };
}

/**
 * Whether this, and nothing else, is a sequence that means nothing here. Ink ends the process at some of them (function keys with Ctrl,
 * colours in what is pasted, replies of the terminal).
 */
export function meansNothing(typed: string): boolean {
  return sequence.test(typed) && !known.test(typed);
}
