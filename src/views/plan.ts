import { fit, harmless, padded, width } from './cells.ts';
import type { Plan } from '../domain/plan.ts';
import type { Frame } from './frame.ts';

/** A plan as the list of what would be noted and done, each with its reason. */
export function planText(plan: Plan, frame: Frame): string {
  const rows = [
    ...plan.notes.map(({ rule, why }) => ({ what: `note ${rule}`, why })),
    ...plan.actions.map((action) => ({ what: `${action.kind}${aboutText(action)}`, why: action.why })),
  ];
  if (rows.length === 0) return 'nothing to do\n';
  const longest = Math.min(44, Math.max(...rows.map(({ what }) => width(harmless(what)))));
  return rows
    .map(({ what, why }) => `${fit(`${padded(harmless(what), longest)}  ${harmless(why)}`, frame.columns)}\n`)
    .join('');
}

function aboutText(action: Plan['actions'][number]): string {
  const worker = 'worker' in action ? ` ${action.worker}` : '';
  const task = 'task' in action && action.task !== null ? ` ${action.task}` : '';
  return `${worker}${task}`;
}
