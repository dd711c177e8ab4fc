/**
 * The token that requests to the API carry, where the server was given one: `Authorization: Bearer`, or a cookie that a
 * page gets for the token, once. RFC 6750 2.1.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { problem } from "./problem.ts";

/** Where a page gets its cookie: it cannot have one before. */
export const SESSION_PATH = "/api/session";

export class TokenGuard {
  readonly #tokenHash: Buffer | undefined;
  readonly #session: string;
  readonly #cookieName: () => string;

  /** @param port of the server: cookies do not know ports, and several servers may run on a machine */
  constructor(token: string | undefined, port: () => number | undefined) {
    this.#tokenHash = token === undefined ? undefined : hashOf(token);
    // Follows from the token, so that it holds after a restart, and does not give it away.
    this.#session = createHmac("sha256", token ?? "")
      .update("minipacs session")
      .digest("base64url");
    this.#cookieName = () => `minipacs_${port() ?? 0}`;
  }

  get isNeeded(): boolean {
    return this.#tokenHash !== undefined;
  }

  /** In constant time, whatever its length. */
  isToken(text: string): boolean {
    return this.#tokenHash === undefined || timingSafeEqual(hashOf(text), this.#tokenHash);
  }

  /** Returns the header that gives a page its cookie, or takes it away: out of reach of scripts and of other sites. */
  setCookie(isEnd = false): string {
    const value = isEnd ? "" : this.#session;
    return `${this.#cookieName()}=${value}; Path=/api; HttpOnly; SameSite=Strict${isEnd ? "; Max-Age=0" : ""}`;
  }

  /** Lets those pass who have the token or the cookie. */
  readonly middleware: MiddlewareHandler = async (context, next) => {
    if (this.#tokenHash !== undefined && context.req.path !== SESSION_PATH && !this.#mayPass(context)) {
      context.header("www-authenticate", 'Bearer realm="minipacs"');
      return problem(context, 401, "HTTP_TOKEN", "This server wants its token: Authorization: Bearer.");
    }
    await next();
    return undefined;
  };

  #mayPass(context: Context): boolean {
    const [, token] = /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "") ?? [];
    if (token !== undefined) return this.isToken(token);
    const session = getCookie(context, this.#cookieName());
    return session !== undefined && timingSafeEqual(hashOf(session), hashOf(this.#session));
  }
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
