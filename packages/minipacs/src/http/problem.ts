/** Errors over HTTP in the form of RFC 9457: a stable code and one sentence, never a stack or an attribute value. */
import { isDicomError } from "@minipacs/dicom-core";
import type { Context, ErrorHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** Answers with a problem; `code` is one of docs/errors.md. */
export function problem(
  context: Context,
  status: ContentfulStatusCode,
  code: string,
  title: string,
): Response {
  return context.body(JSON.stringify({ type: "about:blank", status, code, title }), status, {
    "content-type": "application/problem+json; charset=utf-8",
    "cache-control": "no-store",
  });
}

export function notFound(context: Context): Response {
  return problem(context, 404, "HTTP_NOT_FOUND", "There is nothing at this address.");
}

/** What no route expected. */
export const onError: ErrorHandler = (error, context) =>
  problem(
    context,
    500,
    isDicomError(error) ? error.code : "HTTP_FAILED",
    "The request could not be carried out.",
  );
