/** `/api/echo`, `/api/send`, `/api/self-test`: what the server asks of other nodes, and of itself. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { echoNode } from "../../nodes/echo-node.ts";
import { runSelfTest, type SelfTestOutcome } from "../../nodes/self-test.ts";
import { Sends } from "../../nodes/send-objects.ts";
import type { ApiParts } from "../api.ts";
import { json, jsonBody, problems } from "../define.ts";
import { HttpProblem, notThere } from "../problem.ts";
import {
  echoOutcomeSchema,
  nodeSchema,
  selfTestOptionsSchema,
  selfTestSchema,
  sendRequestSchema,
  sendSchema,
} from "../schemas/nodes.ts";

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

const send = createRoute({
  method: "post",
  path: "/api/send",
  tags,
  summary: "Sends a study, a series or an object to another node (C-STORE)",
  description:
    "In the background: the events send.started, send.progress, send.refused and send.finished tell it.",
  request: { body: jsonBody(sendRequestSchema) },
  responses: { 202: json(sendSchema, "it has begun"), ...problems(400, 404, 422, 503) },
});

const cancel = createRoute({
  method: "delete",
  path: "/api/send/{sendId}",
  tags,
  summary: "Sends no more of a selection",
  request: { params: z.object({ sendId: z.coerce.number().int().min(1) }) },
  responses: { 204: { description: "the object in flight is the last one" }, ...problems(404) },
});

const selfTest = createRoute({
  method: "post",
  path: "/api/self-test",
  tags,
  summary: "Plays a modality against this server: echo, worklist, store, MPPS",
  description: "Over real associations, with an entry, a study and a procedure step of its own.",
  request: { body: jsonBody(selfTestOptionsSchema) },
  responses: { 200: json(selfTestSchema, "each step with what came of it"), ...problems(400, 409, 422) },
});

export function addNodeRoutes(api: OpenAPIHono, { pacs }: ApiParts): void {
  const sends = new Sends(pacs);
  let testing: Promise<SelfTestOutcome> | undefined;
  api.openapi(echo, async (context) => context.json(await echoNode(context.req.valid("json"), pacs), 200));
  api.openapi(send, async (context) => {
    const { StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID, ...node } = context.req.valid("json");
    if (sends.isFull) {
      throw new HttpProblem(
        503,
        "HTTP_TOO_MANY_SENDS",
        "Four selections are being sent: wait for one to end.",
      );
    }
    const begun = await sends.start(node, { StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID });
    if (begun.instanceCount === 0) throw notThere();
    return context.json(begun, 202);
  });
  api.openapi(cancel, (context) => {
    if (!sends.cancel(context.req.valid("param").sendId)) throw notThere();
    return context.body(null, 204);
  });
  api.openapi(selfTest, async (context) => {
    if (!pacs.isListening) {
      throw new HttpProblem(
        409,
        "HTTP_LISTENER_STOPPED",
        "DICOM is not listened for: start the listener first.",
      );
    }
    if (testing) throw new HttpProblem(409, "HTTP_SELF_TEST_RUNS", "A self test is running already.");
    testing = runSelfTest(pacs, context.req.valid("json")).finally(() => {
      testing = undefined;
    });
    return context.json(await testing, 200);
  });
}
