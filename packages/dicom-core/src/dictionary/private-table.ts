/** The private dictionary, decoded from the generated rows one creator at a time. */
import { maskOfPattern, type Tag } from "../tag.ts";
import type { Vr } from "../vr/vr-table.ts";
import { unpackAscending, valueAt } from "./packed-text.ts";
import { PRIVATE_ROWS, PRIVATE_VMS, PRIVATE_VRS } from "./private.generated.ts";
import type { PrivateElementEntry, PrivateElements } from "./private-blocks.ts";

let lineByCreator: Map<string, string> | undefined;

/** Returns the elements of a creator, `undefined` for an unknown one. */
export function findPrivateRows(creator: string): PrivateElements | undefined {
  lineByCreator ??= new Map(
    PRIVATE_ROWS.split("\n").map((line) => [line.slice(0, line.indexOf("\t")), line]),
  );
  const line = lineByCreator.get(creator);
  return line === undefined ? undefined : parseLine(line);
}

function parseLine(line: string): PrivateElements {
  const [, blocks = "", tags = "", patterns = "", vrCodes = "", vmCodes = "", nameList = ""] =
    line.split("\t");
  const vrs = PRIVATE_VRS.split(" ") as Vr[];
  const vms = PRIVATE_VMS.split(" ");
  const names = nameList
    .replace(/\\u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .split("|");
  let row = 0;
  const nextEntry = (): PrivateElementEntry => {
    const vr = vrs[valueAt(vrCodes, row)]!;
    const vm = vmCodes === "" ? "1" : vms[valueAt(vmCodes, row)]!;
    const name = names[row] === "?" ? "Unknown" : names[row]!;
    row += 1;
    return { vr, vm, name };
  };
  return {
    inBlock: new Map<number, PrivateElementEntry>(unpackAscending(blocks).map((key) => [key, nextEntry()])),
    byTag: new Map<Tag, PrivateElementEntry>(unpackAscending(tags).map((tag) => [tag, nextEntry()])),
    patterns: patterns
      .split(" ")
      .filter((digits) => digits !== "")
      .map((digits) => ({ ...maskOfPattern(digits), entry: nextEntry() })),
  };
}
