/** `/api/echo`: what the server asks of other nodes. */
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { echoNode } from "../../nodes/echo-node.ts";
import type { ApiParts } from "../api.ts";
import { json, jsonBody, problems } from "../define.ts";
import { echoOutcomeSchema, nodeSchema } from "../schemas/nodes.ts";

const tags = ["Other nodes"];

const echo = createRoute({
  method: "post",
  path: "/api/echo",
  tags,
  summary: "Asks whether another node answers (C-ECHO)",
  request: { body: jsonBody(nodeSchema) },
  responses: {
    200: json(echoOutcomeSchema, "what came of it, also where nobody answers"),
    ...problems(400, 422),
  },
});

export function addNodeRoutes(api: OpenAPIHono, { pacs }: ApiParts): void {
  api.openapi(echo, async (context) => context.json(await echoNode(context.req.valid("json"), pacs), 200));
}
