/** Pages of lists that are in memory: filtered, sorted, cut; long ones without keeping others waiting. */
import { setImmediate } from "node:timers/promises";
import { matchesWildcard } from "@minipacs/dicom-core/internal";
import { dateRangeOf, withDicomDates } from "../index-db/date-range.ts";

export interface PageQuery {
  limit: number;
  offset: number;
  /** Member of the items, with `-` in front from the largest. */
  sort?: string | undefined;
  q?: string | undefined;
}

export interface Page<T> {
  items: T[];
  totalCount: number;
}

/** What a query says besides where an item fits. */
const NO_FILTERS: ReadonlySet<string> = new Set(["limit", "offset", "sort", "q"]);

/** So long a list may be looked through before others have their turn. */
const TURN_MS = 10;

/** The latest order of whole lists that never change: who scrolls through one does not have it sorted again. */
const orders = new WeakMap<readonly unknown[], { sort: string; items: readonly unknown[] }>();

/**
 * Returns the items that a query asks for. Without an order of its own, pages go from the latest items back, each in
 * the order of arrival.
 *
 * @param read returns one member of what an item is represented as, where that costs less than all of it; neither the
 * list nor its items ever change then
 */
export async function pageOf<S, T extends object>(
  all: readonly S[],
  represent: (item: S) => T,
  query: PageQuery,
  read?: (item: S, member: string) => unknown,
): Promise<Page<T>> {
  const { sort, limit, offset, q } = query;
  const filters = filtersOf(query);
  if (filters.length === 0 && q === undefined && sort === undefined) {
    return { items: latest(all, query).map(represent), totalCount: all.length };
  }
  const isWhole = read !== undefined && filters.length === 0 && q === undefined;
  const known = isWhole ? orders.get(all) : undefined;
  if (known !== undefined && known.sort === sort) {
    const page = known.items.slice(offset, offset + limit) as S[];
    return { items: page.map(represent), totalCount: all.length };
  }
  const member = sort?.replace(/^-/, "");
  const wanted = q?.toLowerCase();
  const fitting: { item: S; key: unknown }[] = [];
  let turnEnd = performance.now() + TURN_MS;
  for (const item of all) {
    if (performance.now() > turnEnd) {
      await setImmediate();
      turnEnd = performance.now() + TURN_MS;
    }
    const whole = read && wanted === undefined ? undefined : (represent(item) as Record<string, unknown>);
    const value = (name: string) => (whole ? whole[name] : read?.(item, name));
    const fits =
      filters.every(([name, test]) => textsOf(value(name)).some(test)) &&
      (wanted === undefined || textsOf(whole).some((text) => text.toLowerCase().includes(wanted)));
    if (fits) fitting.push({ item, key: member && value(member) });
  }
  if (sort?.startsWith("-")) fitting.sort((a, b) => compare(b.key, a.key));
  else if (sort !== undefined) fitting.sort((a, b) => compare(a.key, b.key));
  if (isWhole && sort !== undefined) orders.set(all, { sort, items: fitting.map(({ item }) => item) });
  const page = sort === undefined ? latest(fitting, query) : fitting.slice(offset, offset + limit);
  return { items: page.map(({ item }) => represent(item)), totalCount: fitting.length };
}

function latest<T>(items: readonly T[], { limit, offset }: PageQuery): T[] {
  const end = Math.max(0, items.length - offset);
  return items.slice(Math.max(0, end - limit), end);
}

/** Of the same member of two items: texts, or numbers. */
function compare(a: unknown, b: unknown): number {
  const [first, second] = [a, b] as [string, string];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Returns the members that a query wants to fit, each with its test. */
function filtersOf(query: PageQuery): [member: string, test: (text: string) => boolean][] {
  return Object.entries(query).flatMap(([member, given]) => {
    if (NO_FILTERS.has(member) || given === undefined) return [];
    const pattern = withDicomDates(member, given);
    return [[member, rangeTest(member, pattern) ?? patternTest(pattern)]];
  });
}

/** Returns the test for a range of dates, both days in it; `undefined` for what is none. */
function rangeTest(member: string, pattern: string): ((text: string) => boolean) | undefined {
  const range = dateRangeOf(member, pattern);
  return range && ((text) => /^\d{8}$/.test(text) && text >= range.from && text <= range.to);
}

/** Returns the texts in a value, however deep. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(textsOf);
  return [];
}

/** `*` and `?` as in DICOM; case does not matter. */
export function patternTest(pattern: string): (text: string) => boolean {
  const wanted = pattern.toLowerCase();
  return (text) => matchesWildcard(wanted, text.toLowerCase());
}
