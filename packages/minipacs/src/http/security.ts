/** Who may ask, and what a page may do: Host and Origin checks against DNS rebinding and foreign pages, headers. */
import { isIP } from "node:net";
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import { isLoopback } from "../config/loopback.ts";
import { problem } from "./problem.ts";

/** The page loads from here only, runs no inline script, takes no inline style and is in nobody's frame. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  // Films and documents in PDF, which the viewer shows, are made of bytes that the page has fetched.
  "media-src 'self' blob:",
  "frame-src blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS: readonly [string, string][] = [
  ["content-security-policy", CONTENT_SECURITY_POLICY],
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "no-referrer"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
];

/** Sets the headers that every answer has. */
export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  for (const [name, value] of HEADERS) context.res.headers.set(name, value);
};

/**
 * Refuses what a foreign page makes a browser send: requests by a Host name that is not this server's (DNS rebinding),
 * and requests with the Origin of another site. Ports are not compared: a forwarded port is the user's own doing.
 *
 * @param configuredHost the address that is listened on; its name is a good Host too
 */
export function sameSiteOnly(configuredHost: string): MiddlewareHandler {
  const configured = configuredHost.toLowerCase();
  return async (context, next) => {
    const host = context.req.header("host") ?? "";
    const name = hostName(host);
    const isOwn =
      name !== undefined &&
      (isLoopback(name) || name === configured || (isIP(name) !== 0 && name === localAddress(context)));
    if (!isOwn) {
      return problem(context, 403, "HTTP_HOST", "This server does not answer to that Host name.");
    }
    const origin = context.req.header("origin");
    const site = context.req.header("sec-fetch-site");
    const isChange = context.req.method !== "GET" && context.req.method !== "HEAD";
    const isForeign = origin === undefined ? isChange && isForeignSite(site) : origin !== `http://${host}`;
    if (isForeign) {
      return problem(context, 403, "HTTP_ORIGIN", "Requests from pages of another origin are refused.");
    }
    await next();
    return undefined;
  };
}

/** Bodies of the API are small, but for these: `POST /api/instances`. Bytes. */
export type BodyLimits = Readonly<Record<string, number>>;

/**
 * Refuses bodies over a size, before any of them is read, by what the request says of itself: one that does not say is
 * refused too.
 */
export function limitBody(maxBytes: number, others: BodyLimits = {}): MiddlewareHandler {
  return async (context, next) => {
    const refuse = (status: 411 | 413, code: string, title: string) => {
      // What follows on this connection is the body, which nobody reads.
      context.header("connection", "close");
      return problem(context, status, code, title);
    };
    if (context.req.header("transfer-encoding") !== undefined) {
      return refuse(411, "HTTP_LENGTH_REQUIRED", "The request has to say how long it is.");
    }
    const limit = others[`${context.req.method} ${context.req.path}`] ?? maxBytes;
    // Node lets nobody send more than the length that was said.
    if (Number(context.req.header("content-length") ?? 0) > limit) {
      return refuse(413, "HTTP_BODY_TOO_LARGE", "The request is too large.");
    }
    await next();
    return undefined;
  };
}

function isForeignSite(site: string | undefined): boolean {
  return site !== undefined && site !== "same-origin" && site !== "none";
}

/** Returns the name of a Host header without port and brackets, `undefined` where it is none. */
export function hostName(host: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host) ?? [];
  return (bracketed ?? plain)?.toLowerCase();
}

/** The address that the request came to: a page cannot have it as a name that it controls. */
function localAddress(context: Context): string | undefined {
  const { incoming } = (context.env ?? {}) as Partial<HttpBindings>;
  return incoming?.socket.localAddress?.replace(/^::ffff:/i, "").toLowerCase();
}

/** Whether a request was made on this machine; what a proxy hands on is not taken for it. */
export function isFromThisMachine(context: Context): boolean {
  const { incoming } = (context.env ?? {}) as Partial<HttpBindings>;
  const address = incoming?.socket.remoteAddress?.replace(/^::ffff:/i, "") ?? "";
  const isHandedOn = ["forwarded", "x-forwarded-for", "via"].some((name) => context.req.header(name));
  return !isHandedOn && (address === "::1" || address.startsWith("127."));
}
