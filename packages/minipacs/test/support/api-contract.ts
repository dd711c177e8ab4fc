import { type Association, connect } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { createPacs, type Pacs } from "../../src/pacs.ts";
import { rawRequest } from "./http-client.ts";
import { schemaErrors } from "./json-schema.ts";
import { type Operation, operationsOf } from "./openapi.ts";
import { targetOf } from "./running-pacs.ts";

// biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect in it
export type Json = any;

export const TOKEN = "not-for-everyone";
export let pacs: Pacs;
export let document: Json;
export const BEARER = { authorization: `Bearer ${TOKEN}` };
/** Answers of the document that have been seen: `GET /api/status 200`. */
export const seen = new Set<string>();

export async function startContract(): Promise<void> {
  pacs = await createPacs({
    port: 0,
    host: "127.0.0.1",
    httpPort: 0,
    httpToken: TOKEN,
    ephemeral: true,
    isHeadless: true,
  });
  document = JSON.parse(
    (await rawRequest(pacs.httpPort!, { path: "/api/openapi.json", headers: BEARER })).body,
  );
}

/** Sends a request and holds the answer against the document. */
export async function call(
  method: string,
  path: string,
  options: {
    body?: unknown;
    bytes?: Uint8Array;
    type?: string;
    token?: false;
    headers?: Record<string, string>;
  } = {},
): Promise<{ status: number; body: Json }> {
  const { type: contentType = options.bytes ? "application/dicom" : "application/json" } = options;
  const body = options.bytes ?? (options.body === undefined ? "" : JSON.stringify(options.body));
  const length = String(Buffer.byteLength(body));
  const headers = {
    ...(body.length > 0 && { "content-type": contentType, "content-length": length }),
    ...(options.token ?? BEARER),
    ...options.headers,
  };
  const answer = await rawRequest(pacs.httpPort!, { method, path, headers, body });
  const operation = operationOf(method, path);
  const { responses } = operation.definition;
  const said = responses[answer.status] ?? responses.default;
  if (responses[answer.status]) seen.add(`${method} ${operation.path} ${answer.status}`);
  const [type] = (answer.headers["content-type"] ?? "").split(";");
  const content = said.content?.[type ?? ""];
  assert.ok(
    content || answer.body === "",
    `${method} ${path} ${answer.status}: ${type} is not in the document`,
  );
  if (!/[/+]json$/.test(type ?? "")) return { status: answer.status, body: answer.body };
  const json = JSON.parse(answer.body);
  assert.equal(schemaErrors(content.schema, json, document), [], `${method} ${path} ${answer.status}`);
  return { status: answer.status, body: json };
}

function operationOf(method: string, path: string): Operation {
  const [bare = ""] = path.split("?");
  const fits = (template: string) =>
    new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(bare) ? template : undefined;
  const found = operationsOf(document)
    .filter((operation) => operation.method === method && fits(operation.path))
    .sort((a, b) => a.path.split("{").length - b.path.split("{").length);
  if (found[0] === undefined) throw new Error(`${method} ${path} is not in the document`);
  return found[0];
}

export async function withAssociation(
  sopClasses: readonly string[],
  use: (association: Association) => Promise<unknown>,
): Promise<void> {
  const contexts = sopClasses.map((abstractSyntax) => ({ abstractSyntax }));
  const association = await connect({ ...targetOf(pacs), calledAeTitle: "MINIPACS", contexts });
  try {
    await use(association);
  } finally {
    await association.release();
  }
}
