/** Reads the PDU and command set fixtures. */
import { readFileSync } from "node:fs";
import { bytes } from "../../../../tools/test/assert-bytes.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";

/** Returns the bytes of test-vectors/pdu/NAME.hex. */
export function readVector(name: string): Uint8Array {
  return bytes(readText("pdu", name));
}

/** Returns the bytes of test-vectors/dimse/NAME.hex. */
export function readCommandVector(name: string): Uint8Array {
  return bytes(readCommandText(name));
}

/** Returns the text of test-vectors/dimse/NAME.hex, comments included. */
export function readCommandText(name: string): string {
  return readText("dimse", name);
}

function readText(folder: string, name: string): string {
  return readFileSync(repositoryPath("test-vectors", folder, `${name}.hex`), "utf8");
}
