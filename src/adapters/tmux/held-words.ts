/** The client has typed since it came, and within the lease that its pane names. One that only watches holds nothing. */
const typed = '#{e|<:#{client_created},#{client_activity}}';
const lately = '#{e|<:#{T:@czar_clock},#{e|+:#{client_activity},#{@czar_lease}}}';
const heldByPerson = `#{&&:#{==:#{client_readonly},0},#{&&:${typed},${lately}}}`;

/** On a pane in whose composer a draft keeps texts waiting. */
export const heldByDraft = '@czar_draft';

/** Says in a status line that texts wait: somebody types there, or a draft is in their way. Nothing else of the time. */
export const heldWords = `#{?#{||:${heldByPerson},#{${heldByDraft}}},Czar holds its texts | ,}`;
export const heldCells = 'Czar holds its texts | '.length;
