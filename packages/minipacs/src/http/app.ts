/** Routes and their guards as one application: the API, and unless the server is headless the page. */
import { Hono } from "hono";
import type { Pacs } from "../pacs.ts";
import { type PageAssets, sendAsset } from "./assets.ts";
import { notFound, onError, problem } from "./problem.ts";
import { instanceRoutes } from "./routes/instances.ts";
import { logRoutes } from "./routes/log.ts";
import { mppsRoutes } from "./routes/mpps.ts";
import { statusRoutes } from "./routes/status.ts";
import { worklistRoutes } from "./routes/worklist.ts";
import { limitBody, sameSiteOnly, securityHeaders } from "./security.ts";
import type { EventStreams } from "./sse.ts";

export interface AppParts {
  /** The address that is listened on. */
  host: string;
  streams: EventStreams;
  /** `undefined`: no page. */
  assets: PageAssets | undefined;
}

/** No request to the API needs more. */
const MAX_BODY_BYTES = 1024 * 1024;

/** Returns the application of a server. */
export function createApp(pacs: Pacs, { host, streams, assets }: AppParts): Hono {
  const app = new Hono();
  app.onError(onError);
  app.notFound(notFound);
  app.use(securityHeaders, sameSiteOnly(host), limitBody(MAX_BODY_BYTES));
  app.use("/api/*", async (context, next) => {
    await next();
    if (!context.res.headers.has("cache-control")) context.res.headers.set("cache-control", "no-store");
  });
  for (const routes of [
    statusRoutes(pacs, streams),
    worklistRoutes(pacs),
    mppsRoutes(pacs),
    instanceRoutes(pacs),
    logRoutes(pacs, streams),
  ]) {
    app.route("/api", routes);
  }
  for (const asset of assets?.values() ?? []) app.get(asset.path, (context) => sendAsset(context, asset));
  refuseOtherMethods(app);
  return app;
}

/** An address that is there answers other methods with 405, not as if it were not there. */
function refuseOtherMethods(app: Hono): void {
  const methods = new Map<string, Set<string>>();
  for (const { method, path } of app.routes) {
    if (method === "ALL") continue;
    methods.set(path, (methods.get(path) ?? new Set<string>()).add(method));
  }
  for (const [path, known] of methods) {
    if (known.has("GET")) known.add("HEAD");
    app.all(path, (context) => {
      context.header("allow", [...known].join(", "));
      return problem(context, 405, "HTTP_METHOD", "This address does not answer to that method.");
    });
  }
}
