/** Who may ask, and what a page may do: Host and Origin checks, headers, errors without inner details. */
import { isDicomError } from "@minipacs/dicom-core";
import type { Context, ErrorHandler, MiddlewareHandler } from "hono";

/** A page that is served here loads from here only, and runs no inline script. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const LOOPBACK_NAMES = new Set(["localhost", "127.0.0.1", "[::1]"]);
const ANY_ADDRESS = new Set(["0.0.0.0", "::"]);

/** Sets the headers that every answer has. */
export const securityHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  const { headers } = context.res;
  headers.set("content-security-policy", CONTENT_SECURITY_POLICY);
  headers.set("x-content-type-options", "nosniff");
  headers.set("referrer-policy", "no-referrer");
  headers.set("cross-origin-resource-policy", "same-origin");
};

/**
 * Refuses requests that a foreign page makes a browser send: by a Host name that is not this server's (DNS
 * rebinding), or with the Origin of another site.
 */
export function sameHostOnly(host: string): MiddlewareHandler {
  const own = host.includes(":") ? `[${host}]` : host;
  const isKnown = (name: string) =>
    LOOPBACK_NAMES.has(name) || name === own.toLowerCase() || ANY_ADDRESS.has(host);
  return async (context, next) => {
    const name = hostName(context.req.header("host") ?? "");
    if (name === undefined || !isKnown(name)) {
      return problem(context, 403, "HTTP_HOST", "This server does not answer to that Host name.");
    }
    const origin = context.req.header("origin");
    if (origin !== undefined && origin !== `http://${context.req.header("host")}`) {
      return problem(context, 403, "HTTP_ORIGIN", "Requests from pages of another origin are refused.");
    }
    await next();
    return undefined;
  };
}

/** Answers in the form of RFC 9457, with the code of the error where it has one. */
export function problem(
  context: Context,
  status: 400 | 403 | 404 | 405 | 413 | 500,
  code: string,
  title: string,
): Response {
  return context.body(JSON.stringify({ type: "about:blank", status, code, title }), status, {
    "content-type": "application/problem+json; charset=utf-8",
  });
}

/** What no route expected: a code where there is one, never a stack or a value. */
export const onError: ErrorHandler = (error, context) =>
  problem(
    context,
    500,
    isDicomError(error) ? error.code : "HTTP_FAILED",
    "The request could not be carried out.",
  );

function hostName(host: string): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(host)?.[1]?.toLowerCase();
}
