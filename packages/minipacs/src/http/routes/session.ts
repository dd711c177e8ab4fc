/** `/api/session`: a page gives the token, once, and gets a cookie for it. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ApiParts } from "../api.ts";
import { jsonBody, problems } from "../define.ts";
import { HttpProblem } from "../problem.ts";
import { SESSION_PATH } from "../token-guard.ts";

const tags = ["Server"];

const open = createRoute({
  method: "post",
  path: SESSION_PATH,
  tags,
  summary: "Gets a cookie for the token",
  description:
    "For pages: EventSource and links cannot send Authorization. Others send Authorization: Bearer.",
  request: { body: jsonBody(z.strictObject({ token: z.string().max(1024) }).openapi("Token")) },
  responses: {
    204: { description: "with a cookie that holds as long as the token" },
    ...problems(400, 401, 422),
  },
});

const end = createRoute({
  method: "delete",
  path: SESSION_PATH,
  tags,
  summary: "Takes the cookie away",
  responses: { 204: { description: "it is gone" } },
});

export function addSessionRoutes(api: OpenAPIHono, { guard }: ApiParts): void {
  api.openapi(open, (context) => {
    if (!guard.isToken(context.req.valid("json").token)) {
      throw new HttpProblem(401, "HTTP_TOKEN", "This is not the token of this server.");
    }
    context.header("set-cookie", guard.setCookie());
    return context.body(null, 204);
  });
  api.openapi(end, (context) => {
    context.header("set-cookie", guard.setCookie(true));
    return context.body(null, 204);
  });
}
