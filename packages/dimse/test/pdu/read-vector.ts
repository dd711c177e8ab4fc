/** Reads the PDU fixtures. */
import { readFileSync } from "node:fs";
import { bytes } from "../../../../tools/test/assert-bytes.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";

/** Returns the bytes of test-vectors/pdu/NAME.hex. */
export function readVector(name: string): Uint8Array {
  return bytes(readFileSync(repositoryPath("test-vectors", "pdu", `${name}.hex`), "utf8"));
}
