/** Errors over HTTP in the form of RFC 9457: a stable code and one sentence, never a stack or an attribute value. */
import { isDicomError } from "@minipacs/dicom-core";
import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** One thing of a request that is not as it should be. */
export interface ProblemPlace {
  /** `query`, `body`, then the names and indexes on the way: `body/items/0/attributes`. */
  place: string;
  /** What is expected there; not what was there. */
  message: string;
  /** Where it is a value: its value representation. */
  vr?: string | undefined;
}

/** Thrown where a request is answered with a problem; `code` is one of docs/errors.md. */
export class HttpProblem extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly errors: readonly ProblemPlace[] | undefined;

  constructor(status: ContentfulStatusCode, code: string, title: string, errors?: readonly ProblemPlace[]) {
    super(title);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** Returns what is thrown for something that is not there. */
export function notThere(): HttpProblem {
  return new HttpProblem(404, "HTTP_NOT_FOUND", "There is nothing at this address.");
}

/** Answers with a problem. */
export function problem(
  context: Context,
  status: ContentfulStatusCode,
  code: string,
  title: string,
  errors?: readonly ProblemPlace[],
): Response {
  return context.body(JSON.stringify({ type: "about:blank", status, code, title, errors }), status, {
    "content-type": "application/problem+json; charset=utf-8",
    "cache-control": "no-store",
  });
}

export function notFound(context: Context): Response {
  const { status, code, message } = notThere();
  return problem(context, status, code, message);
}

/** What routes throw, and what no route expected. */
export const onError: ErrorHandler = (error, context) => {
  if (error instanceof HttpProblem) {
    return problem(context, error.status, error.code, error.message, error.errors);
  }
  // Of the library: what comes before the schemas.
  if (error instanceof HTTPException && error.status === 400) {
    return problem(context, 400, "HTTP_JSON", "The body is not JSON.");
  }
  if (error instanceof HTTPException && error.status === 415) {
    return problem(context, 415, "HTTP_TYPE", "The body is of another type than this address takes.");
  }
  const code = isDicomError(error) ? error.code : "HTTP_FAILED";
  return problem(context, 500, code, "The request could not be carried out.");
};
