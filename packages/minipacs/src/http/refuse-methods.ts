/** Addresses that are there answer other methods with 405, not as if they were not there. */
import type { Env, Hono, Schema } from "hono";
import { problem } from "./problem.ts";

/** Last of all: looks at the routes that an application has. */
export function refuseOtherMethods<E extends Env, S extends Schema, B extends string>(
  app: Hono<E, S, B>,
): void {
  const methods = new Map<string, Set<string>>();
  for (const { method, path } of app.routes) {
    if (method === "ALL") continue;
    methods.set(path, (methods.get(path) ?? new Set<string>()).add(method));
  }
  // Names in the path stand for anything: those that have none are first.
  const byNames = [...methods].sort(([a], [b]) => a.split(":").length - b.split(":").length);
  for (const [path, known] of byNames) {
    if (known.has("GET")) known.add("HEAD");
    app.all(path, (context) => {
      context.header("allow", [...known].join(", "));
      return problem(context, 405, "HTTP_METHOD", "This address does not answer to that method.");
    });
  }
}
