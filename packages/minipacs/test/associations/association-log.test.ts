import { createDataset, TRANSFER_SYNTAX } from "@minipacs/dicom-core";
import { connect, MODALITY_WORKLIST_FIND, MPPS, STUDY_ROOT_FIND } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { Pacs } from "../../src/pacs.ts";
import { CT_IMAGE_STORAGE, ctObject } from "../support/objects.ts";
import { eventOf, targetOf, withPacs } from "../support/running-pacs.ts";

const test = testSuite("minipacs/association log");

const IMPLICIT = TRANSFER_SYNTAX.implicitVrLittleEndian;
const EXPLICIT = TRANSFER_SYNTAX.explicitVrLittleEndian;
const CONTEXTS = [
  { abstractSyntax: MODALITY_WORKLIST_FIND, transferSyntaxes: [IMPLICIT] },
  { abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [EXPLICIT, "1.2.840.10008.1.2.4.50"] },
  { abstractSyntax: MPPS },
  { abstractSyntax: "1.2.3.4" },
];

const open = (pacs: Pacs) => connect({ ...targetOf(pacs), contexts: CONTEXTS, maxPduLengthBytes: 30_000 });

test("keeps an association with its contexts while it is open, and how it ended", () =>
  withPacs(async (pacs) => {
    const association = await open(pacs);
    await association.echo().catch(() => {});
    const [live] = pacs.associationLog.list();
    assert.is(live?.id, 1);
    assert.is(live?.state, "open");
    assert.equal([live?.callingAeTitle, live?.remoteAddress], ["TEST-SCU", "127.0.0.1"]);
    assert.equal([live?.peerMaxPduLengthBytes, live?.maxPduLengthBytes], [30_000, 131_072]);
    assert.ok((live?.receivedBytes ?? 0) > 200 && (live?.sentBytes ?? 0) > 100);
    assert.match(live?.implementationVersionName ?? "", /^MINIPACS/);
    const contexts = live?.contexts ?? [];
    assert.is(contexts[0]?.abstractSyntaxName, "Modality Worklist Information Model - FIND");
    assert.equal(contexts[1]?.transferSyntaxes, [EXPLICIT, "1.2.840.10008.1.2.4.50"]);
    assert.ok(contexts[1]?.isAccepted && contexts[1].transferSyntax === EXPLICIT);
    assert.equal(
      [contexts[3]?.isAccepted, contexts[3]?.result, contexts[3]?.resultText],
      [false, 3, "abstract syntax not supported"],
    );
    await association.release();
    await eventOf(pacs, "association.closed");
    const past = pacs.associationLog.get(1);
    assert.is(past?.state, "released");
    assert.ok(Date.parse(past?.endedAt ?? "") >= Date.parse(past?.startedAt ?? ""));
    assert.ok((past?.receivedBytes ?? 0) > (live?.receivedBytes ?? 0));
    assert.is(pacs.associationLog.get(2), undefined);
  }));

test("tells each message with its status, its time and its decoded data set", () =>
  withPacs(async (pacs) => {
    const association = await open(pacs);
    const keys = createDataset({ PatientName: "", PatientID: "", AccessionNumber: "" });
    let matchCount = 0;
    for await (const _ of association.find("worklist", keys)) matchCount += 1;
    assert.is(matchCount, 2);
    const details = pacs.associationLog.get(1);
    assert.equal(
      details?.messages.map(({ number, direction, name, status, requestNumber }) => [
        ...[number, direction, name, status, requestNumber],
      ]),
      [
        [1, "received", "C-FIND-RQ", undefined, undefined],
        [2, "sent", "C-FIND-RSP", 0xff00, 1],
        [3, "sent", "C-FIND-RSP", 0xff00, 1],
        [4, "sent", "C-FIND-RSP", 0, 1],
      ],
    );
    const [request, answer, , last] = details?.messages ?? [];
    assert.is(request?.service, "C-FIND");
    assert.is(request?.sopClassName, "Modality Worklist Information Model - FIND");
    assert.is(request?.transferSyntaxUid, IMPLICIT);
    assert.equal([answer?.statusClass, answer?.durationMs], ["pending", undefined]);
    assert.equal([last?.statusText, last?.dataSet, last?.byteCount], ["success", "none", 0]);
    assert.ok((last?.durationMs ?? -1) >= 0 && request?.durationMs === last?.durationMs);
    assert.ok(pacs.associationLog.message(1, 1)?.dataset?.has("AccessionNumber"));
    const entry = pacs.worklist.list()[0]?.dataset;
    assert.is(
      pacs.associationLog.message(1, 2)?.dataset?.getText("AccessionNumber"),
      entry?.getText("AccessionNumber"),
    );
    assert.is(pacs.associationLog.message(1, 4)?.dataset, undefined);
    assert.is(pacs.associationLog.message(1, 5), undefined);
    await association.release();
  }));

test("an object is told with what it is and where, not kept; a failure with its comment", () =>
  withPacs(async (pacs) => {
    const association = await open(pacs);
    const object = ctObject({ PatientName: "Doe^Jane", PatientID: "7", Modality: "CT" });
    await association.store(object);
    await eventOf(pacs, "store");
    const [request, response] = pacs.associationLog.get(1)?.messages ?? [];
    assert.equal([request?.dataSet, request?.sopInstanceUid], ["object", "1.2.3.3"]);
    assert.is(request?.byteCount, (object.data as Uint8Array).length);
    assert.equal(request?.object, {
      outcome: "stored",
      studyInstanceUid: "1.2.3.1",
      seriesInstanceUid: "1.2.3.2",
      patientId: "7",
      patientName: "Doe^Jane",
      modality: "CT",
    });
    assert.equal([response?.status, response?.requestNumber], [0, 1]);
    const dataset = createDataset({ PerformedProcedureStepStatus: "COMPLETED" });
    await association.nSet({ sopClassUid: MPPS, sopInstanceUid: "1.2.9", dataset }).catch(() => {});
    const answer = pacs.associationLog.message(1, 4);
    assert.equal([answer?.name, answer?.status], ["N-SET-RSP", 0x0112]);
    assert.is(answer?.statusText, "no such SOP instance");
    assert.is(pacs.associationLog.message(1, 3)?.dataset?.get("PerformedProcedureStepStatus"), "COMPLETED");
    await association.release();
  }));

test("aborted and rejected associations say why", () =>
  withPacs(
    async (pacs) => {
      const association = await open(pacs);
      await association.abort();
      await eventOf(pacs, "association.closed");
      const aborted = pacs.associationLog.get(1);
      assert.equal([aborted?.state, aborted?.errorCode], ["aborted", "ASSOC_ABORTED"]);
      assert.match(aborted?.reason ?? "", /abort/);
      await connect({ ...targetOf(pacs), callingAeTitle: "SECOND", contexts: CONTEXTS });
      await connect({ ...targetOf(pacs), callingAeTitle: "THIRD", contexts: CONTEXTS }).catch(() => {});
      const { associationId } = await eventOf(pacs, "association.rejected");
      const rejected = pacs.associationLog.get(associationId);
      assert.equal([rejected?.id, rejected?.state, rejected?.callingAeTitle], [3, "rejected", "THIRD"]);
      assert.equal(rejected?.rejection, { result: 2, source: 3, reason: 2 });
      assert.is(rejected?.peerMaxPduLengthBytes, 131_072);
      assert.is(rejected?.contexts[3]?.abstractSyntax, "1.2.3.4");
      assert.is(rejected?.contexts[3]?.resultText, "the association was rejected");
    },
    {},
    { dimse: { limits: { maxAssociations: 1 } } },
  ));

test("of an association without any accepted context that is the reason, however it ends", () =>
  withPacs(async (pacs) => {
    const contexts = [{ abstractSyntax: "1.2.3.4" }, { abstractSyntax: STUDY_ROOT_FIND }];
    const opened = eventOf(pacs, "association.opened");
    const association = await connect({ ...targetOf(pacs), contexts });
    const { acceptedContextCount, refusedContexts } = await opened;
    assert.is(acceptedContextCount, 0);
    assert.equal(
      refusedContexts.map(({ result, abstractSyntaxNames }) => [result, abstractSyntaxNames]),
      [[3, ["1.2.3.4", "Study Root Query/Retrieve Information Model - FIND"]]],
    );
    await association.release();
    const aborting = await connect({ ...targetOf(pacs), contexts });
    await aborting.abort();
    await eventOf(pacs, "association.closed", ({ peer }) => peer.associationId === 1);
    await eventOf(pacs, "association.closed", ({ peer }) => peer.associationId === 2);
    assert.equal(
      pacs.associationLog.list().map(({ state, reason }) => [state, reason]),
      [
        ["released", "no context was accepted: abstract syntax not supported"],
        ["aborted", "no context was accepted: abstract syntax not supported"],
      ],
    );
  }));
