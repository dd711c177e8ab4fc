/** Tables that several sections of the conformance statement have. */
import { lookupUid } from "../../packages/dicom-core/src/index.ts";
import { OPTIONS } from "../../packages/minipacs/src/config/options.ts";
import { markdownTable } from "../markdown-table.ts";

/** Returns the name of PS3.6 Table A-1. */
export const nameOf = (uid: string): string => lookupUid(uid)?.name ?? uid;

export const named = (uids: readonly string[]): string => uids.map(nameOf).join(", ");

/** Names alone do not tell classes apart: some that are retired have the name of what came after them. */
export function uidTable(uids: readonly string[]): string {
  return markdownTable(
    ["Name", "UID", "PS3.6"],
    uids.map((uid) => [nameOf(uid), uid, lookupUid(uid)?.retired ? "retired" : ""]),
  );
}

/** Returns the flag of a server's option with its default. */
export function option(flag: string): string {
  const row = OPTIONS.find((each) => each.flag.split(" ")[0] === flag);
  if (!row) throw new Error(`${flag} is no option`);
  return `\`${flag}\`${row.defaultText === undefined ? "" : ` (default: ${row.defaultText})`}`;
}

export const seconds = (ms: number): string => `${ms / 1000} s`;
