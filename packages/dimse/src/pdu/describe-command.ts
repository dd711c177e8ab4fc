/** Shows a command set to people: message name, then one line an element. PS3.7 6.3, Annex E. */
import { formatTag } from "@minipacs/dicom-core";
import { decodeCommandSet } from "../message/command-set.ts";
import {
  COMMAND_ELEMENTS,
  type CommandKeyword,
  type CommandSet,
  findMessage,
  NO_DATA_SET,
} from "../message/command-table.ts";
import { describeStatus, type StatusService } from "../message/status.ts";
import { indent, quoted, uidText } from "./describe-text.ts";

const GROUP_LENGTH_BYTES = 12;
const PRIORITIES: Readonly<Record<number, string>> = { 0: "medium", 1: "high", 2: "low" };

/** Returns the lines of a fragment that is a whole command set, `undefined` for every other fragment. */
export function commandLines(bytes: Uint8Array): string[] | undefined {
  if (!isWholeCommand(bytes)) return undefined;
  let command: CommandSet;
  try {
    command = decodeCommandSet(bytes);
  } catch {
    return undefined;
  }
  const name = findMessage(command.CommandField)?.name ?? "unknown message";
  const elements = (Object.keys(COMMAND_ELEMENTS) as CommandKeyword[]).flatMap((keyword) => {
    const value = command[keyword as keyof CommandSet];
    if (value === undefined) return [];
    const { tag } = COMMAND_ELEMENTS[keyword];
    return [`${formatTag(tag)} ${keyword}: ${valueText(keyword, value, name)}`];
  });
  return [name, ...indent(elements)];
}

/** Whether the bytes begin with a Command Group Length that is the number of bytes after it. */
function isWholeCommand(bytes: Uint8Array): boolean {
  if (bytes.length < GROUP_LENGTH_BYTES) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (
    view.getUint32(0) === 0 &&
    view.getUint32(4, true) === 4 &&
    view.getUint32(8, true) === bytes.length - GROUP_LENGTH_BYTES
  );
}

function valueText(
  keyword: CommandKeyword,
  value: string | number | readonly number[],
  name: string,
): string {
  if (typeof value === "string") {
    return COMMAND_ELEMENTS[keyword].vr === "UI" ? uidText(value) : quoted(value);
  }
  if (typeof value !== "number") return value.map((tag) => formatTag(tag)).join(" ");
  switch (keyword) {
    case "CommandField":
      return hex(value);
    case "CommandDataSetType":
      return `${hex(value)} (${value === NO_DATA_SET ? "no data set" : "a data set follows"})`;
    case "Status":
      return `${hex(value)} (${describeStatus(value, name.replace("-RSP", "") as StatusService)})`;
    case "Priority":
      return `${value} (${PRIORITIES[value] ?? "reserved"})`;
    default:
      return String(value);
  }
}

function hex(value: number): string {
  return `${value.toString(16).toUpperCase().padStart(4, "0")}H`;
}
