/** Whether a document is OpenAPI 3.1, by its structure. */
import { resolveReference } from "./json-schema.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document from the network
type Json = any;

const METHODS = ["get", "put", "post", "delete", "patch"] as const;

export interface Operation {
  method: string;
  path: string;
  definition: Json;
}

/** Returns the operations of a document. */
export function operationsOf(document: Json): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in (item as object)).map((method) => ({
      method: method.toUpperCase(),
      path,
      definition: (item as Json)[method],
    })),
  );
}

/** Returns what is wrong with a document; nothing where all is well. */
export function documentErrors(document: Json): string[] {
  const errors: string[] = [];
  const expect = (isWell: boolean, what: string) => {
    if (!isWell) errors.push(what);
  };
  expect(/^3\.1\.\d+$/.test(document.openapi), "openapi is no 3.1");
  expect(document.info?.title !== "" && document.info?.version !== "", "info needs title and version");
  for (const key of Object.keys(document)) {
    const known = ["openapi", "info", "servers", "paths", "webhooks", "components", "security", "tags"];
    expect(known.includes(key), `${key} is unknown`);
  }
  for (const [path, item] of Object.entries(document.paths)) {
    expect(path.startsWith("/"), `${path} has no / in front`);
    for (const key of Object.keys(item as object)) {
      expect([...METHODS, "parameters"].includes(key as "get"), `${path}: ${key} is unknown`);
    }
  }
  for (const { method, path, definition } of operationsOf(document)) {
    const at = `${method} ${path}`;
    expect(Boolean(definition.summary), `${at} has no summary`);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const parameters: Json[] = definition.parameters ?? [];
    const declared = parameters.filter((parameter) => parameter.in === "path");
    expect(
      declared
        .map(({ name }) => name)
        .sort()
        .join() === inPath.sort().join() && declared.every(({ required }) => required === true),
      `${at}: parameters of the path are not declared`,
    );
    for (const parameter of parameters) {
      expect(
        ["path", "query", "header", "cookie"].includes(parameter.in),
        `${at}: where is ${parameter.name}?`,
      );
      expect(parameter.schema !== undefined, `${at}: ${parameter.name} has no schema`);
    }
    const answers = Object.entries<Json>(definition.responses ?? {});
    expect(
      answers.some(([status]) => /^2\d\d$/.test(status)),
      `${at} has no answer`,
    );
    for (const [status, answer] of answers) {
      expect(/^([1-5]\d\d|default)$/.test(status), `${at}: ${status} is no status`);
      expect(typeof answer.description === "string", `${at}: ${status} has no description`);
    }
  }
  visit(document, (node) => {
    if (typeof node.$ref !== "string") return;
    try {
      resolveReference(node.$ref, document);
    } catch (error) {
      errors.push((error as Error).message);
    }
  });
  return errors;
}

function visit(node: Json, look: (node: Json) => void): void {
  if (typeof node !== "object" || node === null) return;
  look(node);
  for (const child of Object.values(node)) visit(child, look);
}
