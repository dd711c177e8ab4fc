/** The HTTP side of a server: finds a port, listens, and ends without leaving anybody waiting. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Pacs } from "../pacs.ts";
import { createApp } from "./app.ts";
import { readAssets } from "./assets.ts";
import { tellForeignConnections } from "./foreign-connections.ts";
import { EventStreams } from "./sse.ts";

export interface HttpServerOptions {
  /** 0 takes a free one. */
  port: number;
  host: string;
  /** The port was asked for: a taken one is an error. Otherwise the next free one is taken. */
  portIsExplicit: boolean;
}

export interface HttpServer {
  readonly port: number;
  /** Ends live streams at once; other answers may be finished for a moment. */
  close(): Promise<void>;
}

/** How many ports after the usual one are tried. */
const FURTHER_PORTS = 20;
/** So long a running answer, such as the download of a file, may go on at the end. */
const CLOSE_LIMIT_MS = 1000;
const CLOSE_SWEEP_MS = 20;

/**
 * Starts HTTP for a server: API and live events, and unless it is headless the page.
 *
 * @throws the system's error where no port can be had; DicomError HTTP_PAGE_MISSING
 */
export async function startHttpServer(pacs: Pacs, options: HttpServerOptions): Promise<HttpServer> {
  const assets = pacs.config.isHeadless ? undefined : await readAssets();
  const streams = new EventStreams(pacs);
  const app = createApp(pacs, { host: options.host, streams, assets });
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  tellForeignConnections(server, pacs);
  const port = await listenOnFree(server, options);
  return {
    port,
    close() {
      streams.close();
      return closeServer(server);
    },
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => server.closeAllConnections(), CLOSE_LIMIT_MS);
    // A connection is idle only after its last answer is out: one look is not enough.
    const sweep = setInterval(() => server.closeIdleConnections(), CLOSE_SWEEP_MS);
    server.close(() => {
      clearTimeout(limit);
      clearInterval(sweep);
      resolve();
    });
  });
}

async function listenOnFree(server: Server, options: HttpServerOptions): Promise<number> {
  const { port, host, portIsExplicit } = options;
  const last = portIsExplicit || port === 0 ? port : Math.min(port + FURTHER_PORTS, 65_535);
  for (let candidate = port; ; candidate += 1) {
    try {
      return await listen(server, candidate, host);
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (!isTaken || candidate >= last) throw error;
    }
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
