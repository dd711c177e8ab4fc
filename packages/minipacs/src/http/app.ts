/** Routes and their guards as one application: the API, and unless the server is headless the page. */
import { type Handler, Hono } from "hono";
import type { Pacs } from "../pacs.ts";
import type { ApiParts, createApi } from "./api.ts";
import { type PageAssets, sendAsset } from "./assets.ts";
import { Figures } from "./figures.ts";
import { notFound, onError } from "./problem.ts";
import { refuseOtherMethods } from "./refuse-methods.ts";
import { limitBody, sameSiteOnly, securityHeaders } from "./security.ts";
import type { EventStreams } from "./sse.ts";
import { TokenGuard } from "./token-guard.ts";

export interface AppParts {
  /** The address that is listened on. */
  host: string;
  streams: EventStreams;
  /** `undefined`: no page. */
  assets: PageAssets | undefined;
}

/** No request to the API needs more. */
const MAX_BODY_BYTES = 1024 * 1024;
const UPLOAD_LIMITS = {
  "POST /api/instances": 2 ** 31,
  "POST /api/worklist/import": 64 * 1024 * 1024,
};

/** Returns the application of a server. */
export function createApp(pacs: Pacs, { host, streams, assets }: AppParts): Hono {
  const app = new Hono();
  app.onError(onError);
  app.notFound(notFound);
  app.use(securityHeaders, sameSiteOnly(host), limitBody(MAX_BODY_BYTES, UPLOAD_LIMITS));
  const guard = new TokenGuard(pacs.config.httpToken, () => pacs.httpPort);
  app.use("/api/*", guard.middleware, async (context, next) => {
    await next();
    if (!context.res.headers.has("cache-control")) context.res.headers.set("cache-control", "no-store");
  });
  for (const asset of assets?.values() ?? []) app.get(asset.path, (context) => sendAsset(context, asset));
  refuseOtherMethods(app);
  app.all("/api/*", lazyApi({ pacs, streams, guard, figures: new Figures(pacs.events) }));
  return app;
}

/** Loads the API with the first request to it: it takes as long as the rest of the start. */
function lazyApi(parts: ApiParts): Handler {
  let loading: Promise<ReturnType<typeof createApi>> | undefined;
  return async (context) => {
    loading ??= import("./api.ts").then((module) => module.createApi(parts));
    return (await loading).fetch(context.req.raw, context.env as object);
  };
}
