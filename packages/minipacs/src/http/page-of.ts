/** Pages of lists that are in memory: filtered, sorted, cut. */
import { matchesWildcard } from "@minipacs/dicom-core/internal";

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

/**
 * Returns the items that a query asks for. Without an order of its own, pages go from the latest items back, each in
 * the order of arrival.
 */
export function pageOf<S, T extends object>(
  all: readonly S[],
  represent: (item: S) => T,
  query: PageQuery,
): Page<T> {
  const tests = testsOf<T>(query);
  if (tests.length === 0 && query.sort === undefined) {
    return { items: latest(all, query).map(represent), totalCount: all.length };
  }
  const fitting = all.map(represent).filter((item) => tests.every((test) => test(item)));
  const { sort, limit, offset } = query;
  const items =
    sort === undefined ? latest(fitting, query) : sorted(fitting, sort).slice(offset, offset + limit);
  return { items, totalCount: fitting.length };
}

function latest<T>(items: readonly T[], { limit, offset }: PageQuery): T[] {
  const end = Math.max(0, items.length - offset);
  return items.slice(Math.max(0, end - limit), end);
}

function sorted<T extends object>(items: readonly T[], sort: string): T[] {
  const isDescending = sort.startsWith("-");
  const key = sort.replace(/^-/, "") as keyof T;
  const compare = (a: T, b: T) => (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0);
  return [...items].sort(isDescending ? (a, b) => compare(b, a) : compare);
}

function testsOf<T extends object>(query: PageQuery): ((item: T) => boolean)[] {
  const tests: ((item: T) => boolean)[] = [];
  for (const [key, pattern] of Object.entries(query)) {
    if (NO_FILTERS.has(key) || pattern === undefined) continue;
    const fits = patternTest(pattern);
    tests.push((item) => textsOf((item as Record<string, unknown>)[key]).some(fits));
  }
  if (query.q !== undefined) {
    const wanted = query.q.toLowerCase();
    tests.push((item) => textsOf(item).some((text) => text.toLowerCase().includes(wanted)));
  }
  return tests;
}

/** Returns the texts in a value, however deep. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number" || typeof value === "boolean") return [String(value)];
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(textsOf);
  return [];
}

/** `*` and `?` as in DICOM; case does not matter. */
function patternTest(pattern: string): (text: string) => boolean {
  const wanted = pattern.toLowerCase();
  return (text) => matchesWildcard(wanted, text.toLowerCase());
}
