/** Whether two JSON-safe values say the same. Takes no time where they are the same object. */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a)) return Array.isArray(b) && isSameList(a, b);
  return isObject(a) && isObject(b) && !Array.isArray(b) && hasSameFields(a, b);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => isSameValue(value, b[index]));
}

function hasSameFields(a: object, b: object): boolean {
  const entries = Object.entries(a);
  const others = new Map<string, unknown>(Object.entries(b));
  return (
    entries.length === others.size &&
    entries.every(([key, value]) => others.has(key) && isSameValue(value, others.get(key)))
  );
}
