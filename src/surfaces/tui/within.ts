/** Null: it takes longer. */
export function within<Found>(ms: number, found: Promise<Found>): Promise<Found | null> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => resolve(null), ms);
    void found.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
