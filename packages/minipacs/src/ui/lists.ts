/** Lists that grow by events, as pure functions. */

/** Returns the list with the item in the place of the one with the same key, or at the end; cut at the front. */
export function upsert<T>(list: readonly T[], item: T, key: (item: T) => string, maxCount: number): T[] {
  const wanted = key(item);
  const at = list.findIndex((known) => key(known) === wanted);
  const next = at < 0 ? [...list, item] : list.with(at, item);
  return next.length > maxCount ? next.slice(-maxCount) : next;
}

/** Returns the list with the items that follow its last id; cut at the front. */
export function appendById<T extends { id: number }>(
  list: readonly T[],
  items: readonly T[],
  maxCount: number,
): T[] {
  const lastId = list.at(-1)?.id ?? 0;
  return [...list, ...items.filter(({ id }) => id > lastId)].slice(-maxCount);
}
