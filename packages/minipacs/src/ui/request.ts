/** Requests to the server, and its refusals as errors. */

import { inPageWords, loadProblemWords } from "./problem-words.ts";

/** One thing of a request that is not as it should be. */
export interface ApiErrorPlace {
  /** `body/PatientName` */
  place: string;
  message: string;
  /** Of the attribute whose value it is about. */
  vr?: string;
}

/** The server's answer to a request that it refused; the message is its sentence, in the page's language. */
export class ApiError extends Error {
  readonly status: number;
  /** Of docs/errors.md. */
  readonly code: string;
  readonly errors: readonly ApiErrorPlace[];

  constructor(status: number, code: string, title: string, errors: readonly ApiErrorPlace[] = []) {
    super(title);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * Asks, with a body of JSON where there is one, and reads JSON.
 *
 * @throws ApiError where the server refuses; TypeError where it is not reached
 */
export async function ask<T>(path: string, method: Method = "GET", body?: unknown): Promise<T> {
  const init: RequestInit = { method };
  if (body !== undefined) {
    init.headers = { "content-type": "application/json" };
    init.body = JSON.stringify(body);
  }
  const response = await checked(await fetch(path, init));
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Returns a path with what is not empty of a query. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}

/** Returns the answer. @throws ApiError where it is a refusal */
export async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const { title, code, errors } = await problemOf(response);
  await loadProblemWords();
  const sentence = inPageWords(code, title ?? `HTTP status ${response.status}`);
  throw new ApiError(response.status, code ?? "", sentence, errors);
}

interface Problem {
  title?: string;
  code?: string;
  errors?: readonly ApiErrorPlace[];
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    return {};
  }
}

/** Returns what went wrong, as a sentence. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
