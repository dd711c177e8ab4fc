/**
 * The API: every route with the schemas of what it takes and answers, and the document made of them. A chunk of its own,
 * loaded with the first request: its schemas would delay the start.
 */
import { OpenAPIHono, type z } from "@hono/zod-openapi";
import type { Pacs } from "../pacs.ts";
import { addDocsPage } from "./docs-page.ts";
import type { Figures } from "./figures.ts";
import { addDocument } from "./openapi.ts";
import { HttpProblem, notFound, onError } from "./problem.ts";
import { refuseOtherMethods } from "./refuse-methods.ts";
import { addArchiveRoutes } from "./routes/archives.ts";
import { addAssociationRoutes } from "./routes/associations.ts";
import { addFigureRoutes } from "./routes/figures.ts";
import { addInstanceRoutes } from "./routes/instances.ts";
import { addLogRoutes } from "./routes/log.ts";
import { addMppsRoutes } from "./routes/mpps.ts";
import { addNodeRoutes } from "./routes/nodes.ts";
import { addQueryRoutes } from "./routes/queries.ts";
import { addSessionRoutes } from "./routes/session.ts";
import { addSettingsRoutes } from "./routes/settings.ts";
import { addStatusRoutes } from "./routes/status.ts";
import { addStudyRoutes } from "./routes/studies.ts";
import { addWorklistRoutes } from "./routes/worklist.ts";
import { addWorklistFileRoutes } from "./routes/worklist-files.ts";
import type { EventStreams } from "./sse.ts";
import type { TokenGuard } from "./token-guard.ts";

/** What routes work with. */
export interface ApiParts {
  pacs: Pacs;
  streams: EventStreams;
  guard: TokenGuard;
  figures: Figures;
}

/** In the order of the document. */
const ROUTES = [
  addStatusRoutes,
  addFigureRoutes,
  addSessionRoutes,
  addSettingsRoutes,
  // Before the entries, whose IDs could be these names.
  addWorklistFileRoutes,
  addWorklistRoutes,
  addQueryRoutes,
  addMppsRoutes,
  addStudyRoutes,
  addArchiveRoutes,
  addInstanceRoutes,
  addNodeRoutes,
  addAssociationRoutes,
  addLogRoutes,
];

/** Returns the API of a server. */
export function createApi(parts: ApiParts): OpenAPIHono {
  const api = new OpenAPIHono({
    defaultHook(result) {
      if (!result.success) throw invalid(result.target, result.error);
    },
  });
  api.onError(onError);
  api.notFound(notFound);
  for (const add of ROUTES) add(api, parts);
  addDocsPage(api, addDocument(api));
  refuseOtherMethods(api);
  return api;
}

/** Says where a request is not as the schema wants it, and what is wanted: never what was there. */
function invalid(target: string, error: z.core.$ZodError): HttpProblem {
  const errors = error.issues.map(({ path, message }) => ({
    place: [target === "json" ? "body" : target, ...path.map(String)].join("/"),
    message,
  }));
  if (target === "json") return new HttpProblem(422, "HTTP_BODY", "The body is not as it should be.", errors);
  if (target === "param") return new HttpProblem(404, "HTTP_NOT_FOUND", "There is nothing at this address.");
  return new HttpProblem(400, "HTTP_QUERY", "The query is not as it should be.", errors);
}
