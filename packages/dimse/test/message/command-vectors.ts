/** What the fixtures in test-vectors/dimse say, by name. PS3.7 9.3, 10.3. */
import type { CommandSet } from "../../src/message/command-table.ts";

const NONE = 0x0101;
const DATA = 0x0001;

const VERIFICATION = "1.2.840.10008.1.1";
const CT = "1.2.840.10008.5.1.4.1.1.2";
const FIND = "1.2.840.10008.5.1.4.1.2.2.1";
const MOVE = "1.2.840.10008.5.1.4.1.2.2.2";
const GET = "1.2.840.10008.5.1.4.1.2.2.3";
const MPPS = "1.2.840.10008.3.1.2.3.3";
const MPPS_RETRIEVE = "1.2.840.10008.3.1.2.3.4";
const MPPS_NOTIFICATION = "1.2.840.10008.3.1.2.3.5";
const COMMITMENT = "1.2.840.10008.1.20.1";
const COMMITMENT_INSTANCE = "1.2.840.10008.1.20.1.1";
const FILM_SESSION = "1.2.840.10008.5.1.1.1";
const EVEN = "1.2.826.0.1.55";
const ODD = "1.2.826.0.1.7";

const affected = (AffectedSOPClassUID: string, AffectedSOPInstanceUID?: string) => ({
  AffectedSOPClassUID,
  ...(AffectedSOPInstanceUID && { AffectedSOPInstanceUID }),
});
const requested = (RequestedSOPClassUID: string, RequestedSOPInstanceUID: string) => ({
  RequestedSOPClassUID,
  RequestedSOPInstanceUID,
});

function rq(CommandField: number, MessageID: number, CommandDataSetType: number, more: Partial<CommandSet>) {
  return { CommandField, MessageID, CommandDataSetType, ...more };
}

function rsp(
  CommandField: number,
  MessageIDBeingRespondedTo: number,
  CommandDataSetType: number,
  Status: number,
  more: Partial<CommandSet> = {},
) {
  return { CommandField, MessageIDBeingRespondedTo, CommandDataSetType, Status, ...more };
}

export const COMMAND_VECTORS: Readonly<Record<string, CommandSet>> = {
  "c-store-rq": rq(0x0001, 1, DATA, { ...affected(CT, EVEN), Priority: 0 }),
  "c-store-rq-optional": rq(0x0001, 65535, DATA, {
    ...affected(CT, ODD),
    Priority: 2,
    MoveOriginatorApplicationEntityTitle: "WORKSTATION",
    MoveOriginatorMessageID: 258,
  }),
  "c-store-rsp": rsp(0x8001, 1, NONE, 0),
  "c-store-rsp-optional": rsp(0x8001, 65535, NONE, 0xa901, {
    ...affected(CT, ODD),
    OffendingElement: [0x00280010, 0x00100020],
    ErrorComment: "no Rows",
  }),
  "c-find-rq": rq(0x0020, 2, DATA, { ...affected(FIND), Priority: 1 }),
  "c-find-rsp": rsp(0x8020, 2, NONE, 0),
  "c-find-rsp-optional": rsp(0x8020, 2, DATA, 0xff00, affected(FIND)),
  "c-cancel-rq": { CommandField: 0x0fff, MessageIDBeingRespondedTo: 2, CommandDataSetType: NONE },
  "c-get-rq": rq(0x0010, 3, DATA, { ...affected(GET), Priority: 0 }),
  "c-get-rsp": rsp(0x8010, 3, NONE, 0),
  "c-get-rsp-optional": rsp(0x8010, 3, DATA, 0xb000, {
    ...affected(GET),
    NumberOfCompletedSuboperations: 298,
    NumberOfFailedSuboperations: 2,
    NumberOfWarningSuboperations: 1,
  }),
  "c-move-rq": rq(0x0021, 4, DATA, { ...affected(MOVE), MoveDestination: "ARCHIVE", Priority: 0 }),
  "c-move-rsp": rsp(0x8021, 4, NONE, 0xa801),
  "c-move-rsp-optional": rsp(0x8021, 4, NONE, 0xff00, {
    ...affected(MOVE),
    NumberOfRemainingSuboperations: 300,
    NumberOfCompletedSuboperations: 5,
    NumberOfFailedSuboperations: 0,
    NumberOfWarningSuboperations: 1,
  }),
  "c-echo-rq": rq(0x0030, 1, NONE, affected(VERIFICATION)),
  "c-echo-rsp": rsp(0x8030, 1, NONE, 0),
  "c-echo-rsp-optional": rsp(0x8030, 1, NONE, 0, affected(VERIFICATION)),

  "n-event-report-rq": rq(0x0100, 1, NONE, { ...affected(MPPS_NOTIFICATION, EVEN), EventTypeID: 2 }),
  "n-event-report-rq-optional": rq(0x0100, 1, DATA, {
    ...affected(COMMITMENT, COMMITMENT_INSTANCE),
    EventTypeID: 1,
  }),
  "n-event-report-rsp": rsp(0x8100, 1, NONE, 0),
  "n-event-report-rsp-optional": rsp(0x8100, 1, DATA, 0, {
    ...affected(COMMITMENT, COMMITMENT_INSTANCE),
    EventTypeID: 1,
  }),
  "n-get-rq": rq(0x0110, 1, NONE, requested(MPPS_RETRIEVE, EVEN)),
  "n-get-rq-optional": rq(0x0110, 1, NONE, {
    ...requested(MPPS_RETRIEVE, ODD),
    AttributeIdentifierList: [0x00400252, 0x00400244, 0x00080060],
  }),
  "n-get-rsp": rsp(0x8110, 1, NONE, 0x0112),
  "n-get-rsp-optional": rsp(0x8110, 1, DATA, 0x0107, {
    ...affected(MPPS_RETRIEVE, ODD),
    AttributeIdentifierList: [0x00080060],
  }),
  "n-set-rq": rq(0x0120, 1, DATA, requested(MPPS, EVEN)),
  "n-set-rsp": rsp(0x8120, 1, NONE, 0),
  "n-set-rsp-optional": rsp(0x8120, 1, NONE, 0x0110, {
    ...affected(MPPS, EVEN),
    ErrorComment: "may no longer be updated",
    ErrorID: 0xa710,
  }),
  "n-action-rq": rq(0x0130, 1, NONE, { ...requested(FILM_SESSION, EVEN), ActionTypeID: 1 }),
  "n-action-rq-optional": rq(0x0130, 1, DATA, {
    ...requested(COMMITMENT, COMMITMENT_INSTANCE),
    ActionTypeID: 1,
  }),
  "n-action-rsp": rsp(0x8130, 1, NONE, 0),
  "n-action-rsp-optional": rsp(0x8130, 1, DATA, 0xb602, { ...affected(FILM_SESSION, EVEN), ActionTypeID: 1 }),
  "n-create-rq": rq(0x0140, 1, NONE, affected(FILM_SESSION)),
  "n-create-rq-optional": rq(0x0140, 1, DATA, affected(MPPS, EVEN)),
  "n-create-rsp": rsp(0x8140, 1, NONE, 0),
  "n-create-rsp-optional": rsp(0x8140, 1, DATA, 0x0116, affected(FILM_SESSION, ODD)),
  "n-create-rsp-duplicate": rsp(0x8140, 1, NONE, 0x0111, affected(MPPS, EVEN)),
  "n-delete-rq": rq(0x0150, 1, NONE, requested(FILM_SESSION, EVEN)),
  "n-delete-rsp": rsp(0x8150, 1, NONE, 0),
  "n-delete-rsp-optional": rsp(0x8150, 1, NONE, 0x0119, affected(FILM_SESSION, EVEN)),
};
