/** The DIMSE messages and their command elements as tables. PS3.7 9.3, 10.3, Annex E. */

import type { StatusService } from "./status-table.ts";

/** How a command element is encoded; always Implicit VR Little Endian. PS3.7 6.3.1. */
export type CommandVr = "UI" | "US" | "UL" | "AE" | "LO" | "AT";

/** Command elements by keyword: tag, VR and whether several values are allowed. PS3.7 Table E.1-1. */
export const COMMAND_ELEMENTS = {
  CommandGroupLength: { tag: 0x00000000, vr: "UL", isList: false },
  AffectedSOPClassUID: { tag: 0x00000002, vr: "UI", isList: false },
  RequestedSOPClassUID: { tag: 0x00000003, vr: "UI", isList: false },
  CommandField: { tag: 0x00000100, vr: "US", isList: false },
  MessageID: { tag: 0x00000110, vr: "US", isList: false },
  MessageIDBeingRespondedTo: { tag: 0x00000120, vr: "US", isList: false },
  MoveDestination: { tag: 0x00000600, vr: "AE", isList: false },
  Priority: { tag: 0x00000700, vr: "US", isList: false },
  CommandDataSetType: { tag: 0x00000800, vr: "US", isList: false },
  Status: { tag: 0x00000900, vr: "US", isList: false },
  OffendingElement: { tag: 0x00000901, vr: "AT", isList: true },
  ErrorComment: { tag: 0x00000902, vr: "LO", isList: false },
  ErrorID: { tag: 0x00000903, vr: "US", isList: false },
  AffectedSOPInstanceUID: { tag: 0x00001000, vr: "UI", isList: false },
  RequestedSOPInstanceUID: { tag: 0x00001001, vr: "UI", isList: false },
  EventTypeID: { tag: 0x00001002, vr: "US", isList: false },
  AttributeIdentifierList: { tag: 0x00001005, vr: "AT", isList: true },
  ActionTypeID: { tag: 0x00001008, vr: "US", isList: false },
  NumberOfRemainingSuboperations: { tag: 0x00001020, vr: "US", isList: false },
  NumberOfCompletedSuboperations: { tag: 0x00001021, vr: "US", isList: false },
  NumberOfFailedSuboperations: { tag: 0x00001022, vr: "US", isList: false },
  NumberOfWarningSuboperations: { tag: 0x00001023, vr: "US", isList: false },
  MoveOriginatorApplicationEntityTitle: { tag: 0x00001030, vr: "AE", isList: false },
  MoveOriginatorMessageID: { tag: 0x00001031, vr: "US", isList: false },
} as const satisfies Record<string, { tag: number; vr: CommandVr; isList: boolean }>;

/** Keyword of a command element. PS3.7 Table E.1-1. */
export type CommandKeyword = keyof typeof COMMAND_ELEMENTS;

type CommandValue<K extends CommandKeyword> = (typeof COMMAND_ELEMENTS)[K] extends { isList: true }
  ? readonly number[]
  : (typeof COMMAND_ELEMENTS)[K]["vr"] extends "UI" | "AE" | "LO"
    ? string
    : number;

/** A command set as a plain object; keys are the standard's keywords. */
export type CommandSet = { CommandField: number } & {
  [K in Exclude<CommandKeyword, "CommandField" | "CommandGroupLength">]?: CommandValue<K> | undefined;
};

/** (0000,0800) "no data set"; every other value means that one follows. PS3.7 E.1. */
export const NO_DATA_SET = 0x0101;

/** The value written where a data set follows. */
export const DATA_SET_PRESENT = 0x0001;

/** (0000,0700). PS3.7 E.1. */
export const PRIORITY = { low: 0x0002, medium: 0x0000, high: 0x0001 } as const;

export type MessageName =
  | "C-STORE-RQ"
  | "C-STORE-RSP"
  | "C-GET-RQ"
  | "C-GET-RSP"
  | "C-FIND-RQ"
  | "C-FIND-RSP"
  | "C-MOVE-RQ"
  | "C-MOVE-RSP"
  | "C-ECHO-RQ"
  | "C-ECHO-RSP"
  | "C-CANCEL-RQ"
  | "N-EVENT-REPORT-RQ"
  | "N-EVENT-REPORT-RSP"
  | "N-GET-RQ"
  | "N-GET-RSP"
  | "N-SET-RQ"
  | "N-SET-RSP"
  | "N-ACTION-RQ"
  | "N-ACTION-RSP"
  | "N-CREATE-RQ"
  | "N-CREATE-RSP"
  | "N-DELETE-RQ"
  | "N-DELETE-RSP";

export interface MessageDescription {
  name: MessageName;
  commandField: number;
  /** Elements without which the message cannot be carried out, apart from Command Field and Command Data Set Type. */
  required: readonly CommandKeyword[];
  /** Whether a data set follows: always, never, or as (0000,0800) says. */
  dataSet: "always" | "never" | "optional";
}

const RESPONSE = ["MessageIDBeingRespondedTo", "Status"] as const;
const REQUESTED = ["MessageID", "RequestedSOPClassUID", "RequestedSOPInstanceUID"] as const;

/**
 * Every message of PS3.7 9.3 and 10.3. Elements that the standard calls mandatory but whose absence leaves the
 * meaning clear (Priority, the SOP class in a response) are not listed, because devices leave them out.
 */
export const MESSAGES: readonly MessageDescription[] = [
  row("C-STORE-RQ", 0x0001, ["MessageID", "AffectedSOPClassUID", "AffectedSOPInstanceUID"], "always"),
  row("C-STORE-RSP", 0x8001, RESPONSE, "never"),
  row("C-GET-RQ", 0x0010, ["MessageID", "AffectedSOPClassUID"], "always"),
  row("C-GET-RSP", 0x8010, RESPONSE, "optional"),
  row("C-FIND-RQ", 0x0020, ["MessageID", "AffectedSOPClassUID"], "always"),
  row("C-FIND-RSP", 0x8020, RESPONSE, "optional"),
  row("C-MOVE-RQ", 0x0021, ["MessageID", "AffectedSOPClassUID", "MoveDestination"], "always"),
  row("C-MOVE-RSP", 0x8021, RESPONSE, "optional"),
  row("C-ECHO-RQ", 0x0030, ["MessageID"], "never"),
  row("C-ECHO-RSP", 0x8030, RESPONSE, "never"),
  row("C-CANCEL-RQ", 0x0fff, ["MessageIDBeingRespondedTo"], "never"),
  row("N-EVENT-REPORT-RQ", 0x0100, ["MessageID", "AffectedSOPClassUID", "EventTypeID"], "optional"),
  row("N-EVENT-REPORT-RSP", 0x8100, RESPONSE, "optional"),
  row("N-GET-RQ", 0x0110, REQUESTED, "never"),
  row("N-GET-RSP", 0x8110, RESPONSE, "optional"),
  row("N-SET-RQ", 0x0120, REQUESTED, "always"),
  row("N-SET-RSP", 0x8120, RESPONSE, "optional"),
  row("N-ACTION-RQ", 0x0130, [...REQUESTED, "ActionTypeID"], "optional"),
  row("N-ACTION-RSP", 0x8130, RESPONSE, "optional"),
  row("N-CREATE-RQ", 0x0140, ["MessageID", "AffectedSOPClassUID"], "optional"),
  row("N-CREATE-RSP", 0x8140, RESPONSE, "optional"),
  row("N-DELETE-RQ", 0x0150, REQUESTED, "never"),
  row("N-DELETE-RSP", 0x8150, RESPONSE, "never"),
];

/** Command fields by message name. */
export const COMMAND_FIELD = Object.fromEntries(
  MESSAGES.map((message) => [message.name, message.commandField]),
) as Readonly<Record<MessageName, number>>;

const BY_FIELD = new Map(MESSAGES.map((message) => [message.commandField, message]));

/** Returns the message that a command field stands for. */
export function findMessage(commandField: number): MessageDescription | undefined {
  return BY_FIELD.get(commandField);
}

/** Returns the service of a request or response with a status. */
export function serviceOf(commandField: number): StatusService | undefined {
  const name = findMessage(commandField)?.name;
  return name === "C-CANCEL-RQ" ? undefined : (name?.replace(/-R(Q|SP)$/, "") as StatusService | undefined);
}

/** Tells whether a command field is that of a response. PS3.7 E.1. */
export function isResponse(commandField: number): boolean {
  return (commandField & 0x8000) !== 0;
}

function row(
  name: MessageName,
  commandField: number,
  required: readonly CommandKeyword[],
  dataSet: MessageDescription["dataSet"],
): MessageDescription {
  return { name, commandField, required, dataSet };
}
