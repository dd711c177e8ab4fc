/** What differs between what was recorded and what came, by its meaning. PS3.7 9.3, 10.3; PS3.8 9.3. */
import { formatTag, lookupElement, parseTag, readDataset, toDicomJson } from "@minipacs/dicom-core";
import { hasDataSet } from "../message/command-set.ts";
import { type CommandSet, isResponse } from "../message/command-table.ts";
import { formatStatus } from "../message/status.ts";
import type { AssociateAcPdu, AssociateRqPdu, Pdu } from "../pdu/types.ts";
import type { FollowedMessage } from "./message-follower.ts";
import { messageName } from "./traced-message.ts";

const MAX_LINES = 20;
const SHOWN_CHARACTERS = 72;

/** Of a command: differ from run to run, or follow from the rest. */
const LENIENT_COMMAND = new Set(["CommandGroupLength", "MessageID", "MessageIDBeingRespondedTo"]);
/** May be left out of a response. PS3.7 9.3, 10.3. */
const OPTIONAL_IN_RESPONSE = new Set(["AffectedSOPClassUID", "AffectedSOPInstanceUID"]);

type Fields = Map<string, string>;
type Json = ReturnType<typeof toDicomJson>;

/** A message with the transfer syntax of its context. */
export interface ComparedMessage extends FollowedMessage {
  transferSyntax: string | undefined;
}

/**
 * Returns one line a difference of two PDUs of the same type. Maximum length, implementation and user identity may
 * differ; so may the AE titles of an A-ASSOCIATE-AC, which are reserved there.
 */
export function comparePdus(expected: Pdu, received: Pdu): string[] {
  return differences(pduFields(expected), pduFields(received));
}

/**
 * Returns one line a difference. Message IDs may differ, data sets are compared element by element.
 *
 * @param ignored keywords that may differ
 */
export function compareMessages(
  expected: ComparedMessage,
  received: ComparedMessage,
  ignored: ReadonlySet<string>,
): string[] {
  const commands = [expected, received].map(({ command }) => commandFields(command, ignored)) as [
    Fields,
    Fields,
  ];
  if (isResponse(expected.command.CommandField)) {
    for (const keyword of OPTIONAL_IN_RESPONSE) {
      if (commands.some((fields) => !fields.has(keyword)))
        for (const fields of commands) fields.delete(keyword);
    }
  }
  const lines = differences(...commands);
  if (lines.length > 0 && expected.command.CommandField !== received.command.CommandField) return lines;
  return [...lines, ...compareDataSets(expected, received, ignored)];
}

function compareDataSets(
  expected: ComparedMessage,
  received: ComparedMessage,
  ignored: ReadonlySet<string>,
): string[] {
  const [a, b] = [expected.dataSet, received.dataSet];
  if (!a || !b) return [];
  const offset = firstDifference(a, b);
  const isSameSyntax = expected.transferSyntax === received.transferSyntax;
  if (offset < 0 && isSameSyntax) return [];
  try {
    return differences(dataSetFields(expected, ignored), dataSetFields(received, ignored));
  } catch {
    return [
      `data set: cannot be read; ${a.length} bytes expected, ${b.length} received, alike up to ${offset}`,
    ];
  }
}

/** Returns the offset of the first byte that differs, the shorter length, or -1. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) if (a[i] !== b[i]) return i;
  return a.length === b.length ? -1 : length;
}

function pduFields(pdu: Pdu): Fields {
  switch (pdu.type) {
    case "A-ASSOCIATE-RQ":
    case "A-ASSOCIATE-AC":
      return associateFields(pdu);
    case "A-ASSOCIATE-RJ":
      return new Map([
        ["result", String(pdu.result)],
        ["source", String(pdu.source)],
        ["reason", String(pdu.reason)],
      ]);
    case "A-ABORT":
      return new Map([
        ["source", String(pdu.source)],
        ["reason", String(pdu.reason)],
      ]);
    default:
      return new Map();
  }
}

function associateFields(pdu: AssociateRqPdu | AssociateAcPdu): Fields {
  const fields: Fields = new Map();
  fields.set("application context", pdu.applicationContextName);
  if (pdu.type === "A-ASSOCIATE-RQ") {
    fields.set("called AE title", pdu.calledAeTitle);
    fields.set("calling AE title", pdu.callingAeTitle);
    for (const { id, abstractSyntax, transferSyntaxes } of pdu.presentationContexts) {
      fields.set(`presentation context ${id}`, [abstractSyntax, ...transferSyntaxes].join(" "));
    }
  } else {
    for (const { id, result, transferSyntax } of pdu.presentationContexts) {
      // Not significant unless accepted. PS3.8 Table 9-18.
      fields.set(
        `presentation context ${id}`,
        result === 0 ? `accepted with ${transferSyntax}` : `result ${result}`,
      );
    }
  }
  const { asyncOperationsWindow, roleSelections, extendedNegotiations } = pdu.userInformation;
  const window = asyncOperationsWindow ?? { maximumInvoked: 1, maximumPerformed: 1 };
  fields.set(
    "asynchronous operations",
    `${window.maximumInvoked} invoked, ${window.maximumPerformed} performed`,
  );
  for (const { sopClassUid, scuRole, scpRole } of roleSelections) {
    fields.set(`roles for ${sopClassUid}`, `SCU ${scuRole ? "yes" : "no"}, SCP ${scpRole ? "yes" : "no"}`);
  }
  for (const { sopClassUid, applicationInformation } of extendedNegotiations) {
    fields.set(`extended negotiation for ${sopClassUid}`, applicationInformation.join(" "));
  }
  return fields;
}

function commandFields(command: CommandSet, ignored: ReadonlySet<string>): Fields {
  const fields: Fields = new Map();
  for (const [keyword, value] of Object.entries(command)) {
    if (value === undefined || LENIENT_COMMAND.has(keyword) || ignored.has(keyword)) continue;
    if (keyword === "CommandField") fields.set("message", messageName(command.CommandField));
    else if (keyword === "CommandDataSetType") fields.set("data set", hasDataSet(command) ? "yes" : "no");
    else if (keyword === "Status") fields.set(keyword, formatStatus(value as number));
    else fields.set(keyword, JSON.stringify(value));
  }
  return fields;
}

function dataSetFields({ dataSet, transferSyntax }: ComparedMessage, ignored: ReadonlySet<string>): Fields {
  const fields: Fields = new Map();
  const dataset = readDataset(dataSet!, { transferSyntaxUid: transferSyntax ?? "1.2.840.10008.1.2" });
  addElements(fields, "", toDicomJson(dataset), ignored);
  return fields;
}

function addElements(fields: Fields, path: string, json: Json, ignored: ReadonlySet<string>): void {
  for (const [hex, attribute] of Object.entries(json)) {
    const tag = parseTag(hex);
    const keyword = lookupElement(tag)?.keyword ?? "";
    if (ignored.has(keyword)) continue;
    const name = `${path}${formatTag(tag)}${keyword && ` ${keyword}`}`;
    if (attribute.vr === "SQ") {
      const items = (attribute.Value ?? []) as Json[];
      fields.set(`${name}, items`, String(items.length));
      items.forEach((item, index) => {
        addElements(fields, `${name}[${index}] `, item, ignored);
      });
    } else {
      fields.set(name, JSON.stringify(attribute.Value ?? attribute.InlineBinary ?? []));
    }
  }
}

function differences(expected: Fields, received: Fields): string[] {
  const lines: string[] = [];
  for (const name of new Set([...expected.keys(), ...received.keys()])) {
    const [a, b] = [expected.get(name), received.get(name)];
    if (a !== b) lines.push(`${name}: expected ${shown(a, b)}, received ${shown(b, a)}`);
  }
  if (lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES), `and ${lines.length - MAX_LINES} more`];
}

/** Long values are shown from where they differ. */
function shown(text: string | undefined, other: string | undefined): string {
  if (text === undefined) return "nothing";
  if (text.length <= SHOWN_CHARACTERS) return text;
  let at = 0;
  while (at < text.length && text[at] === other?.[at]) at += 1;
  const from = Math.max(0, Math.min(at - 8, text.length - SHOWN_CHARACTERS));
  const part = text.slice(from, from + SHOWN_CHARACTERS);
  return `${from > 0 ? "…" : ""}${part}${from + part.length < text.length ? "…" : ""}`;
}
