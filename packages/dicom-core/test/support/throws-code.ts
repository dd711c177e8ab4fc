import * as assert from "uvu/assert";
import { type DicomError, isDicomError } from "../../src/index.ts";

/** Fails where a call does not throw an error with this code; returns that error. */
export function throwsCode(run: () => unknown, code: string): DicomError {
  try {
    run();
  } catch (error) {
    assert.ok(isDicomError(error, code), `${code}, not ${String(error)}`);
    return error;
  }
  throw new Error(`no ${code}`);
}
