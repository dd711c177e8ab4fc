import { lookupUid } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { contextsOf, defaultAcceptedContext } from "../../src/scp/accepted-contexts.ts";
import type { DimseHandlers } from "../../src/scp/handler-types.ts";
import { MPPS } from "../../src/sop-class/mpps.ts";
import {
  findSopClassUid,
  PATIENT_ROOT_FIND,
  PATIENT_ROOT_MOVE,
  STUDY_ROOT_FIND,
  STUDY_ROOT_MOVE,
} from "../../src/sop-class/query-retrieve.ts";
import { isStorageSopClass, STORAGE_SOP_CLASSES } from "../../src/sop-class/storage.ts";
import { STORAGE_COMMITMENT } from "../../src/sop-class/storage-commitment.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";

const test = testSuite("dimse/sop-class");

test("storage: what is stored, and nothing else that is named storage", () => {
  for (const [uid, expected] of [
    ["1.2.840.10008.5.1.4.1.1.2", true], // CT
    ["1.2.840.10008.5.1.4.1.1.1.1", true], // Digital X-Ray - For Presentation
    ["1.2.840.10008.5.1.4.1.1.6", true], // Ultrasound, retired
    ["1.2.840.10008.5.1.4.1.1.88.1", true], // Text SR, trial
    ["1.2.840.10008.5.1.4.34.7", true], // RT Beams Delivery Instruction
    ["1.2.840.10008.5.1.4.38.1", true], // Hanging Protocol
    ["1.2.840.10008.1.3.10", false], // Media Storage Directory
    ["1.2.840.10008.1.20.1", false], // Storage Commitment
    ["1.2.840.10008.4.2", false], // the service class
    ["1.2.840.10008.5.1.4.1.2.2.1", false], // Study Root FIND
    [VERIFICATION, false],
  ] as const) {
    assert.is(isStorageSopClass(uid), expected, uid);
  }
  assert.ok(STORAGE_SOP_CLASSES.length > 180);
});

test("the other UIDs are those of the dictionary", () => {
  for (const [uid, keyword] of [
    [VERIFICATION, "Verification"],
    [MODALITY_WORKLIST_FIND, "ModalityWorklistInformationModelFind"],
    [MPPS, "ModalityPerformedProcedureStep"],
    [PATIENT_ROOT_FIND, "PatientRootQueryRetrieveInformationModelFind"],
    [STUDY_ROOT_FIND, "StudyRootQueryRetrieveInformationModelFind"],
  ] as const) {
    assert.is(lookupUid(uid)?.keyword.toLowerCase(), keyword.toLowerCase());
  }
  assert.is(findSopClassUid("worklist"), MODALITY_WORKLIST_FIND);
  assert.is(findSopClassUid("1.2.3"), "1.2.3");
});

test("what is accepted follows from the handlers", () => {
  const sopClasses = (handlers: DimseHandlers) => contextsOf(handlers).map((c) => c.abstractSyntax);
  assert.equal(sopClasses({}), [VERIFICATION]);
  assert.equal(sopClasses({ nSet: () => {} }), [VERIFICATION, MPPS]);
  assert.is(contextsOf({ store: () => {} }).length, 1 + STORAGE_SOP_CLASSES.length);
  assert.equal(sopClasses({ move: () => [] }), [VERIFICATION, PATIENT_ROOT_MOVE, STUDY_ROOT_MOVE]);
  const both = contextsOf({ get: () => [], store: () => {} }).at(-1);
  assert.equal([both?.allowsRequestorAsScu, both?.allowsRequestorAsScp], [true, true]);
  const getOnly = contextsOf({ get: () => [] }).at(-1);
  assert.equal([getOnly?.allowsRequestorAsScu, getOnly?.allowsRequestorAsScp], [false, true]);
  const reported = contextsOf({ nEventReport: () => {} }).at(-1);
  assert.equal([reported?.abstractSyntax, reported?.allowsRequestorAsScp], [STORAGE_COMMITMENT, true]);
});

test("storage takes every transfer syntax that holds a data set, the rest the two that are read here", () => {
  const storage = defaultAcceptedContext("1.2.840.10008.5.1.4.1.1.2");
  assert.is(storage.preference, "requestor");
  for (const uid of [
    "1.2.840.10008.1.2",
    "1.2.840.10008.1.2.2",
    "1.2.840.10008.1.2.1.99",
    "1.2.840.10008.1.2.4.201",
  ]) {
    assert.ok(storage.transferSyntaxes.includes(uid), uid);
  }
  assert.not(storage.transferSyntaxes.includes("1.2.840.10008.1.2.6.1"), "RFC 2557");
  const worklist = defaultAcceptedContext(MODALITY_WORKLIST_FIND);
  assert.is(worklist.preference, "acceptor");
  assert.equal(worklist.transferSyntaxes, ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2"]);
});
