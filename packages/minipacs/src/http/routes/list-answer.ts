/** The form that all lists of the API have. */
import type { Context } from "hono";
import { problem } from "../problem.ts";

const DEFAULT_LIMIT = 1000;
const MAX_LIMIT = 100_000;

/** Answers `{ items, totalCount }` in the order of arrival; `?limit=` keeps the latest ones. */
export function listAnswer<T>(context: Context, all: readonly T[], represent: (item: T) => object): Response {
  return answer(context, (limit) =>
    context.json({ items: all.slice(-limit).map(represent), totalCount: all.length }),
  );
}

/** The same of a list that is asked for: `load` gives at most `limit` items, the latest ones. */
export async function queriedListAnswer<T>(
  context: Context,
  load: (limit: number) => Promise<{ items: readonly T[]; totalCount: number }>,
  represent: (item: T) => object,
): Promise<Response> {
  return answer(context, async (limit) => {
    const { items, totalCount } = await load(limit);
    return context.json({ items: items.map(represent), totalCount });
  });
}

function answer<R>(context: Context, build: (limit: number) => R): R | Response {
  const limit = Number(context.req.query("limit") ?? DEFAULT_LIMIT);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    const title = `The limit is a whole number from 1 to ${MAX_LIMIT}.`;
    return problem(context, 400, "HTTP_QUERY", title);
  }
  return build(limit);
}
