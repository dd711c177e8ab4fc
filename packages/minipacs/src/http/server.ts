/** The HTTP side of a server: API and live events, and unless it is headless the page. */
import type { AddressInfo } from "node:net";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Pacs } from "../pacs.ts";
import { type Asset, loadAssets } from "./assets.ts";
import { createApi } from "./routes/api.ts";
import { onError, problem, sameHostOnly, securityHeaders } from "./security.ts";

export interface HttpServerOptions {
  /** 0 takes a free one. */
  port: number;
  host: string;
  /** The port was asked for: a taken one is an error. Otherwise the next free one is taken. */
  portIsExplicit: boolean;
}

export interface HttpServer {
  port: number;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1024 * 1024;
/** How many ports after the usual one are tried. */
const PORT_TRIES = 20;

/** Starts HTTP for a server; rejects with the system's error where no port can be had. */
export async function startHttpServer(pacs: Pacs, options: HttpServerOptions): Promise<HttpServer> {
  const closing = new AbortController();
  const assets = pacs.config.isHeadless ? new Map<string, Asset>() : await loadAssets();
  const app = createApp(pacs, options.host, assets, closing.signal);
  const server = createAdaptorServer({ fetch: app.fetch });
  const port = await listenOnFree(server, options);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        server.close(() => resolve());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}

/** Returns the application; without assets there is no page. */
export function createApp(
  pacs: Pacs,
  host: string,
  assets: ReadonlyMap<string, Asset>,
  closed: AbortSignal,
): Hono {
  const app = new Hono();
  app.onError(onError);
  app.use(securityHeaders);
  app.use(sameHostOnly(host));
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (context) => problem(context, 413, "HTTP_BODY_TOO_LARGE", "The request is too large."),
    }),
  );
  app.route("/api", createApi(pacs, closed));
  app.get("/:name{[a-z0-9.-]*}", (context) => {
    const asset = assets.get(context.req.param("name") || "index.html");
    if (asset === undefined) return notFound(context);
    return context.body(asset.bytes, 200, { "content-type": asset.contentType, "cache-control": "no-cache" });
  });
  const notFound = (context: Parameters<typeof problem>[0]) =>
    problem(context, 404, "HTTP_NOT_FOUND", "There is nothing at this address.");
  app.notFound(notFound);
  return app;
}

async function listenOnFree(
  server: ServerType,
  { port, host, portIsExplicit }: HttpServerOptions,
): Promise<number> {
  const last = portIsExplicit || port === 0 ? port : Math.min(port + PORT_TRIES, 65_535);
  for (let candidate = port; ; candidate += 1) {
    try {
      return await listen(server, candidate, host);
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (!isTaken || candidate >= last) throw error;
    }
  }
}

function listen(server: ServerType, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const onListenError = (error: Error) => reject(error);
    server.once("error", onListenError);
    server.listen(port, host, () => {
      server.removeListener("error", onListenError);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
