import { allOk, type ControlClient } from './control-client.ts';
import { tmuxQuote } from './quote.ts';

/** The client has typed since it came, and within the lease that its pane names. One that only watches holds nothing. */
const typed = '#{e|<:#{client_created},#{client_activity}}';
const lately = '#{e|<:#{T:@czar_clock},#{e|+:#{client_activity},#{@czar_lease}}}';
const heldByPerson = `#{&&:#{==:#{client_readonly},0},#{&&:${typed},${lately}}}`;

/** Says in a status line that texts wait while somebody types there; nothing else of the time. */
export const heldWords = '#{?' + heldByPerson + ',Czar holds its texts | ,}';
const heldCells = 'Czar holds its texts | '.length;

/**
 * Commands that make the status line of one session, a new one of Czar's, say it on a server of the user's: in front of what theirs
 * says there. Nothing but that session is changed.
 */
export async function heldIn(client: ControlClient, target: string): Promise<readonly string[]> {
  const replies = await client.ask('show-options -gv status-right ; show-options -gv status-right-length');
  const [right, length] = allOk(replies, 'read how the status line is').map(({ lines }) => lines.join('\n'));
  const set = `set-option -t ${target}`;
  return [
    `${set} status-right ${tmuxQuote(`${heldWords}${right ?? ''}`)}`,
    `${set} status-right-length ${Number(length) + heldCells}`,
  ];
}
