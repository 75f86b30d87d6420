/** What a failure's key (`failureKey` in the plan) is about. Without task and worker it is about the integration branch. */
export interface FailureSubject {
  readonly effect: string;
  readonly task: string | null;
  readonly worker: string | null;
}

export function failureSubject(key: string): FailureSubject {
  const [effect = '', ...parts] = key.split(' ');
  const named = (name: string): string | null =>
    parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
  return { effect, task: named('task'), worker: named('worker') };
}
