/** Deviations that can be read on: values, not exceptions, unless `strict` asks for exceptions. */
import { DecodeError } from "./errors.ts";

/** How bad it is; `strict` throws what is more than `info`. */
export type DiagnosticSeverity = "info" | "warning" | "error";

/** Something wrong with an input that could be read on from. */
export interface Diagnostic {
  /** Stable code, listed in docs/errors.md. */
  code: string;
  severity: DiagnosticSeverity;
  /** Offset into the input, bytes; -1 where it has none. */
  offset: number;
  /** Path of the element, e.g. `0040,0100[0].0010,0010`; empty at the root. */
  path: string;
  /** For people; holds no attribute values. */
  message: string;
}

/** Of one input; more are not listed, so that damaged data cannot fill the memory. */
const MAX_DIAGNOSTIC_COUNT = 1000;

/** Collects diagnostics; with `strict` the first warning or error is thrown as a DecodeError instead. */
export class DiagnosticCollector {
  readonly diagnostics: Diagnostic[] = [];
  readonly strict: boolean;

  constructor(strict = false) {
    this.strict = strict;
  }

  /** Tells whether nothing more is listed. */
  get isFull(): boolean {
    return this.diagnostics.length > MAX_DIAGNOSTIC_COUNT;
  }

  /** Adds a warning, without a path where it is about no element. */
  warn(code: string, offset: number, message: string, path = ""): void {
    this.add({ code, severity: "warning", offset, path, message });
  }

  add(diagnostic: Diagnostic): void {
    if (this.strict && diagnostic.severity !== "info") {
      throw new DecodeError(diagnostic.code, diagnostic.message, {
        offsetBytes: diagnostic.offset,
        path: diagnostic.path,
      });
    }
    if (this.diagnostics.length < MAX_DIAGNOSTIC_COUNT) {
      this.diagnostics.push(diagnostic);
    } else if (this.diagnostics.length === MAX_DIAGNOSTIC_COUNT) {
      const message = "further diagnostics are not listed";
      this.diagnostics.push({ ...diagnostic, code: "DATASET_DIAGNOSTIC_LIMIT", severity: "info", message });
    }
  }
}

/** Adds a diagnostic unless the same is in the list, or the list is full. */
export function noteOnce(list: Diagnostic[], diagnostic: Diagnostic): void {
  if (list.length >= MAX_DIAGNOSTIC_COUNT) return;
  if (list.some(({ code, path }) => code === diagnostic.code && path === diagnostic.path)) return;
  list.push(diagnostic);
}

/** Tells whether a diagnostic is about the values of (0008,0005), not about a text. */
export function isOfDeclaration({ code }: Diagnostic): boolean {
  return code === "CHARSET_UNKNOWN_TERM" || code.startsWith("CHARSET_TERM_");
}
