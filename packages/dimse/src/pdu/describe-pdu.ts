/** Shows a PDU to people: one line a field, indented like the items nest. PS3.8 9.3. */
import {
  ABORT_SOURCES,
  abortReasons,
  REJECT_REASONS,
  REJECT_RESULTS,
  REJECT_SOURCES,
} from "../association/rejection.ts";
import { commandLines } from "./describe-command.ts";
import { bytesText, codeText, indent, quoted, uidText } from "./describe-text.ts";
import { unknownItemLine, userInformationLines } from "./describe-user-information.ts";
import type { AssociateAcPdu, AssociateRqPdu, Pdu, Pdv } from "./types.ts";

/** PS3.8 Table 9-18. */
const CONTEXT_RESULTS: Readonly<Record<number, string>> = {
  0: "acceptance",
  1: "user rejection",
  2: "no reason",
  3: "abstract syntax not supported",
  4: "transfer syntaxes not supported",
};

/**
 * Returns a readable text of several lines. UIDs come with their names, a command set that fills its fragment with its
 * elements; other fragments with length and first bytes. Passcodes, tickets, assertions and tokens are shown by length
 * only, because they are secrets.
 */
export function describePdu(pdu: Pdu): string {
  switch (pdu.type) {
    case "A-ASSOCIATE-RQ":
    case "A-ASSOCIATE-AC":
      return lines(pdu.type, associateLines(pdu));
    case "A-ASSOCIATE-RJ":
      return lines(pdu.type, [
        `result: ${codeText(pdu.result, REJECT_RESULTS)}`,
        `source: ${codeText(pdu.source, REJECT_SOURCES)}`,
        `reason: ${codeText(pdu.reason, REJECT_REASONS[pdu.source])}`,
      ]);
    case "P-DATA-TF":
      return lines(pdu.type, pdu.pdvs.flatMap(pdvLines));
    case "A-ABORT":
      return lines(pdu.type, [
        `source: ${codeText(pdu.source, ABORT_SOURCES)}`,
        `reason: ${codeText(pdu.reason, abortReasons(pdu.source))}`,
      ]);
    default:
      return pdu.type;
  }
}

function lines(type: string, fields: readonly string[]): string {
  return [type, ...indent(fields)].join("\n");
}

function associateLines(pdu: AssociateRqPdu | AssociateAcPdu): string[] {
  return [
    `protocol version: ${pdu.protocolVersion}`,
    `called AE title: ${quoted(pdu.calledAeTitle)}`,
    `calling AE title: ${quoted(pdu.callingAeTitle)}`,
    `application context: ${uidText(pdu.applicationContextName)}`,
    ...contextLines(pdu),
    "user information:",
    ...indent(userInformationLines(pdu.userInformation)),
    ...pdu.unknownItems.map(unknownItemLine),
  ];
}

function contextLines(pdu: AssociateRqPdu | AssociateAcPdu): string[] {
  if (pdu.type === "A-ASSOCIATE-RQ") {
    return pdu.presentationContexts.flatMap(({ id, abstractSyntax, transferSyntaxes }) => [
      `presentation context ${id}:`,
      `  abstract syntax: ${uidText(abstractSyntax)}`,
      ...transferSyntaxes.map((uid) => `  transfer syntax: ${uidText(uid)}`),
    ]);
  }
  return pdu.presentationContexts.flatMap(({ id, result, transferSyntax }) => [
    `presentation context ${id}:`,
    `  result: ${codeText(result, CONTEXT_RESULTS)}`,
    `  transfer syntax: ${transferSyntax === undefined ? "none" : uidText(transferSyntax)}`,
  ]);
}

function pdvLines({ contextId, isCommand, isLast, data }: Pdv): string[] {
  const header = `PDV: context ${contextId}, ${isCommand ? "command" : "data set"}${isLast ? ", last" : ""}`;
  const command = isCommand && isLast ? commandLines(data) : undefined;
  if (!command) return [`${header}, ${bytesText(data)}`];
  return [`${header}, ${data.length} bytes`, ...indent(command)];
}
