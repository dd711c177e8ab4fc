/** The OpenAPI document of the API, made of the schemas that validate. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { IMPLEMENTATION_VERSION_NAME } from "@minipacs/dicom-core";
import { json } from "./define.ts";

type Document = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

const DESCRIPTION = `For development, test and integration only: never for clinical use, never with real patient data.

Attributes stand under their keywords of PS3.6. Errors are problem+json (RFC 9457) with a stable code.`;

const get = createRoute({
  method: "get",
  path: "/api/openapi.json",
  tags: ["Documentation"],
  summary: "This document",
  responses: { 200: json(z.looseObject({ openapi: z.string() }), "OpenAPI 3.1") },
});

/** The document has the routes that are there when it is first asked for. */
export function addDocument(api: OpenAPIHono): () => Document {
  let document: Document | undefined;
  const load = () => {
    document ??= createDocument(api);
    return document;
  };
  api.openapi(get, (context) => context.json(load() as object as { openapi: string }, 200));
  return load;
}

function createDocument(api: OpenAPIHono): Document {
  const version = IMPLEMENTATION_VERSION_NAME.replace("MINIPACS_", "").replaceAll("_", ".");
  api.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "Needed where the server was started with --http-token.",
  });
  const document = api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "MiniPACS", version, description: DESCRIPTION },
    security: [{}, { token: [] }],
  });
  // Refusals that any route may answer with: Host, Origin, token, method, length of the body.
  const schema = { $ref: "#/components/schemas/Problem" };
  const problem = {
    description: "a refusal or a failure",
    content: { "application/problem+json": { schema } },
  };
  for (const item of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(item)) {
      (operation as { responses: Record<string, unknown> }).responses.default = problem;
    }
  }
  return document;
}
