/** Shows a PDU to people: one line a field, indented like the items nest. PS3.8 9.3. */
import {
  type AssociateAcPdu,
  type AssociateRqPdu,
  CONTEXT_RESULT,
  type Pdu,
  type Pdv,
  type UnknownItem,
  type UserInformation,
} from "./types.ts";

const SHOWN_BYTES = 16;
const RESULT_NAMES = new Map<number, string>(
  Object.entries(CONTEXT_RESULT).map(([name, result]) => [result, name]),
);
const IDENTITY_TYPES = ["", "user name", "user name and passcode", "Kerberos", "SAML", "JWT"];

/**
 * Returns a readable text of several lines. User identity fields are shown by length only, because they hold secrets;
 * fragments by length and first bytes.
 */
export function describePdu(pdu: Pdu): string {
  switch (pdu.type) {
    case "A-ASSOCIATE-RQ":
    case "A-ASSOCIATE-AC":
      return [pdu.type, ...indent(associateLines(pdu))].join("\n");
    case "A-ASSOCIATE-RJ":
      return lines(pdu.type, `result: ${pdu.result}`, `source: ${pdu.source}`, `reason: ${pdu.reason}`);
    case "P-DATA-TF":
      return lines(pdu.type, ...pdu.pdvs.map(pdvLine));
    case "A-ABORT":
      return lines(pdu.type, `source: ${pdu.source}`, `reason: ${pdu.reason}`);
    default:
      return pdu.type;
  }
}

function lines(type: string, ...fields: readonly string[]): string {
  return [type, ...indent(fields)].join("\n");
}

function indent(text: readonly string[]): string[] {
  return text.map((line) => `  ${line}`);
}

function associateLines(pdu: AssociateRqPdu | AssociateAcPdu): string[] {
  return [
    `protocol version: ${pdu.protocolVersion}`,
    `called AE title: ${quoted(pdu.calledAeTitle)}`,
    `calling AE title: ${quoted(pdu.callingAeTitle)}`,
    `application context: ${pdu.applicationContextName}`,
    ...contextLines(pdu),
    "user information:",
    ...indent(userInformationLines(pdu.userInformation)),
    ...pdu.unknownItems.map(unknownLine),
  ];
}

function contextLines(pdu: AssociateRqPdu | AssociateAcPdu): string[] {
  if (pdu.type === "A-ASSOCIATE-RQ") {
    return pdu.presentationContexts.flatMap(({ id, abstractSyntax, transferSyntaxes }) => [
      `presentation context ${id}:`,
      `  abstract syntax: ${abstractSyntax}`,
      ...transferSyntaxes.map((uid) => `  transfer syntax: ${uid}`),
    ]);
  }
  return pdu.presentationContexts.flatMap(({ id, result, transferSyntax }) => [
    `presentation context ${id}:`,
    `  result: ${result} (${RESULT_NAMES.get(result) ?? "reserved"})`,
    `  transfer syntax: ${transferSyntax ?? "none"}`,
  ]);
}

function userInformationLines(information: UserInformation): string[] {
  const { maximumLength, asyncOperationsWindow: window, userIdentity, userIdentityResponse } = information;
  const text: string[] = [];
  if (maximumLength !== undefined) text.push(`maximum length: ${maximumLength || "unlimited"}`);
  if (information.implementationClassUid !== undefined) {
    text.push(`implementation class UID: ${information.implementationClassUid}`);
  }
  if (information.implementationVersionName !== undefined) {
    text.push(`implementation version name: ${quoted(information.implementationVersionName)}`);
  }
  if (window) {
    text.push(
      `asynchronous operations: ${window.maximumInvoked} invoked, ${window.maximumPerformed} performed`,
    );
  }
  for (const { sopClassUid, scuRole, scpRole } of information.roleSelections) {
    text.push(`roles for ${sopClassUid}: SCU ${yesNo(scuRole)}, SCP ${yesNo(scpRole)}`);
  }
  for (const { sopClassUid, applicationInformation } of information.extendedNegotiations) {
    text.push(`extended negotiation for ${sopClassUid}: ${bytesText(applicationInformation)}`);
  }
  for (const common of information.commonExtendedNegotiations) {
    text.push(
      `common extended negotiation for ${common.sopClassUid}: service class ${common.serviceClassUid}`,
    );
    text.push(...common.relatedGeneralSopClassUids.map((uid) => `  related general SOP class: ${uid}`));
  }
  if (userIdentity) {
    const { type, positiveResponseRequested, primaryField, secondaryField } = userIdentity;
    text.push(
      `user identity: ${type} (${IDENTITY_TYPES[type] || "unknown"}), fields of ${primaryField.length} and ` +
        `${secondaryField.length} bytes, response requested: ${yesNo(positiveResponseRequested)}`,
    );
  }
  if (userIdentityResponse) text.push(`user identity response: ${userIdentityResponse.length} bytes`);
  return [...text, ...information.unknownItems.map(unknownLine)];
}

function pdvLine({ contextId, isCommand, isLast, data }: Pdv): string {
  const kind = `${isCommand ? "command" : "data set"}${isLast ? ", last" : ""}`;
  return `PDV: context ${contextId}, ${kind}, ${bytesText(data)}`;
}

function unknownLine({ itemType, bytes }: UnknownItem): string {
  return `item ${hexPair(itemType)}H: ${bytesText(bytes)}`;
}

function bytesText(bytes: Uint8Array): string {
  if (bytes.length === 0) return "0 bytes";
  const shown = Array.from(bytes.subarray(0, SHOWN_BYTES), hexPair).join(" ");
  return `${bytes.length} bytes: ${shown}${bytes.length > SHOWN_BYTES ? " ..." : ""}`;
}

function hexPair(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}

/** Bytes of a peer must not move the cursor of a terminal. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f]/g, (character) => {
    return `\\u00${hexPair(character.charCodeAt(0)).toLowerCase()}`;
  });
}

function yesNo(value: boolean): string {
  return value ? "yes" : "no";
}
