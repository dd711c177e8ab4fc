/** What the definitions of routes are made of. */
import { z } from "@hono/zod-openapi";
import { problemSchema } from "./schemas/common.ts";

/** An answer, or a body, in JSON. */
export function json<T extends z.ZodType>(schema: T, description: string) {
  return { description, content: { "application/json": { schema } } };
}

export function jsonBody<T extends z.ZodType>(schema: T) {
  return { required: true, content: { "application/json": { schema } } };
}

const PROBLEMS = {
  400: "a query or a body that cannot be read",
  401: "not the token",
  403: "not from there, or not without a token",
  404: "not there",
  409: "not as things are now",
  411: "a body that does not say how long it is",
  413: "a body over the limit",
  415: "a body of another type",
  422: "a body that says something that cannot be",
  503: "too many at a time",
  507: "no room on the disk",
} as const;

/**
 * Problems that a route answers with, besides those of all routes. They are thrown, so the types of handlers do not
 * list them.
 */
// biome-ignore lint/complexity/noBannedTypes: nothing is added to the type
export function problems(...statuses: (keyof typeof PROBLEMS)[]): {} {
  return Object.fromEntries(statuses.map((status) => [status, problemAnswer(PROBLEMS[status])]));
}

function problemAnswer(description: string) {
  return { description, content: { "application/problem+json": { schema: problemSchema } } };
}

/** A parameter in the path: it is looked up, and never becomes a path of the disk. */
export function pathParameters<const K extends string>(...names: K[]) {
  return z.object(
    Object.fromEntries(names.map((name) => [name, z.string().max(256)])) as Record<K, z.ZodString>,
  );
}
