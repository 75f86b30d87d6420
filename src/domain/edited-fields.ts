/** Single fields of a queue entry, as far as they were changed. */
export interface EditedFields {
  readonly priority?: number;
  readonly assignee?: string | null;
  readonly hold?: boolean;
}

/** Whether an entry still says what an edit made of it. */
export function isAsEdited(now: EditedFields, to: EditedFields): boolean {
  const fields = ['priority', 'assignee', 'hold'] as const;
  return fields.every((field) => to[field] === undefined || now[field] === to[field]);
}
