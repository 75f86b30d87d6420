import { appendFileSync } from 'node:fs';

/**
 * What the fake was made to do, as the fake itself knows it. `submitted`: a text went out as a prompt; `command`: a text was run
 * instead; `picked`: Enter took an entry of a list; `answered`: a dialog was answered; `read`: the file that a prompt named.
 */
export type Deed =
  | { readonly did: 'submitted'; readonly text: string }
  | { readonly did: 'command'; readonly text: string }
  | { readonly did: 'picked'; readonly text: string }
  | { readonly did: 'answered'; readonly text: string }
  | { readonly did: 'read'; readonly text: string };

/** A line of JSON for each deed, written before anything follows from it. */
export function deedWriter(path: string): (deed: Deed) => void {
  appendFileSync(path, '');
  return (deed) => appendFileSync(path, `${JSON.stringify(deed)}\n`);
}
