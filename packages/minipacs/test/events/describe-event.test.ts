import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { describeEvent, escapeControls, formatEventLine } from "../../src/events/describe-event.ts";
import type { PacsEventInit } from "../../src/events/event-types.ts";
import type { IndexedInstance } from "../../src/index-db/instance-index.ts";
import type { MppsLink } from "../../src/services/mpps-link.ts";
import type { MppsStepState } from "../../src/services/mpps-store.ts";

const test = testSuite("minipacs/event lines");

const peer = {
  associationId: 7,
  callingAeTitle: "CT1",
  calledAeTitle: "MINIPACS",
  remoteAddress: "192.0.2.5",
  remotePort: 4000,
};
const request = { peer, sopClassUid: "1.2", status: 0, errorComment: undefined, durationMs: 1 };
const failed = { ...request, status: 0xa700, errorComment: "cannot be written: ENOSPC" };
const ready = {
  type: "ready",
  dicomPort: 11112,
  usesTls: false,
  httpPort: undefined,
  aeTitle: "MINIPACS",
  needsToken: false,
} as const;
const opened = {
  type: "association.opened",
  peer,
  ...{ acceptedContextCount: 1, contextCount: 1, refusedContexts: [] },
} as const;
const unknownModels = {
  ...{ result: 3, resultText: "abstract syntax not supported" },
  abstractSyntaxes: ["1.1", "1.2", "1.3", "1.4", "1.5"],
  abstractSyntaxNames: ["A\x1b", "B", "C", "D", "E"],
  transferSyntaxNames: ["Implicit VR Little Endian"],
};
const foreignSyntax = {
  ...{ result: 4, resultText: "transfer syntaxes not supported" },
  abstractSyntaxes: ["1.2.840.10008.5.1.4.1.1.2"],
  abstractSyntaxNames: ["CT Image Storage"],
  transferSyntaxNames: ["RLE Lossless"],
};
const link = (changes: Partial<MppsLink> = {}): MppsLink => ({
  ...{ isLinked: true, notFound: [], reason: "accession number ACC-001" },
  entries: [{ id: "1.2", by: "accession", value: "ACC-001" }],
  ...changes,
});
const step = (changes: Partial<MppsStepState>) =>
  ({
    ...{ isLinked: true, accessionNumbers: ["ACC-001"], link: link(), status: "COMPLETED" },
    ...changes,
  }) as MppsStepState;
const instance = {
  modality: "CT",
  patientName: "Smith^John",
  transferSyntaxName: "Explicit VR Little Endian",
  sopClassName: "CT Image Storage",
} as IndexedInstance;
const store = {
  type: "store",
  sopInstanceUid: "1.2.3",
  transferSyntaxUid: "1.2",
  byteCount: 39_205,
} as const;
const found = { examinedCount: 4000, addedCount: 0, changedCount: 0, removedCount: 0, unreadableCount: 0 };
const query = { type: "worklist.query", ...request, matchCount: 1, queryId: 1 } as const;
const tls = {
  ...{ protocol: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384" },
  ...{ subject: "O=Clinic\x1b, CN=ct1", fingerprint256: "00:11" },
};
const closed = { type: "association.closed", peer, receivedBytes: 300, sentBytes: 12_345_678 } as const;

const LINES: [PacsEventInit, string][] = [
  [
    { ...ready, usesTls: true, httpAddress: undefined, hasPage: false, takenHttpPort: undefined },
    "[READY] MINIPACS listens for DICOM on port 11112 over TLS, no HTTP",
  ],
  [
    { ...ready, httpAddress: undefined, hasPage: false, takenHttpPort: undefined },
    "[READY] MINIPACS listens for DICOM on port 11112, no HTTP",
  ],
  [
    { ...ready, httpPort: 8081, httpAddress: "127.0.0.1:8081", hasPage: true, takenHttpPort: 8080 },
    "[READY] MINIPACS listens for DICOM on port 11112, page at http://127.0.0.1:8081/ (port 8080 is taken)",
  ],
  [
    { ...ready, httpPort: 80, httpAddress: "127.0.0.1:80", hasPage: false, takenHttpPort: undefined },
    "[READY] MINIPACS listens for DICOM on port 11112, HTTP at http://127.0.0.1:80/",
  ],
  [
    { ...ready, httpAddress: "0.0.0.0:80", hasPage: true, needsToken: true, takenHttpPort: undefined },
    "[READY] MINIPACS listens for DICOM on port 11112, page at http://127.0.0.1:80/ and at the other addresses of this machine, with its token",
  ],
  [
    { ...ready, httpAddress: "[::]:80", hasPage: true, needsToken: true, takenHttpPort: undefined },
    "[READY] MINIPACS listens for DICOM on port 11112, page at http://[::1]:80/ and at the other addresses of this machine, with its token",
  ],
  [
    { ...ready, httpAddress: "[fe80::]:80", hasPage: true, needsToken: true, takenHttpPort: undefined },
    "[READY] MINIPACS listens for DICOM on port 11112, page at http://[fe80::]:80/, with its token",
  ],
  [{ type: "closing", associationCount: 0 }, "[END] closing"],
  [{ type: "closing", associationCount: 1 }, "[END] closing: waiting for 1 open association"],
  [{ type: "closing", associationCount: 2 }, "[END] closing: waiting for 2 open associations"],
  [{ ...opened, tls: undefined }, "[ASSOC] #7 opened by CT1 (192.0.2.5): 1 of 1 contexts accepted"],
  [
    { ...opened, contextCount: 8, refusedContexts: [unknownModels, foreignSyntax], tls },
    "[ASSOC] #7 opened by CT1 (192.0.2.5): 1 of 8 contexts accepted, TLSv1.3, certificate of " +
      "O=Clinic\\x1b, CN=ct1; refused: A\\x1b, B, C and 2 more (abstract syntax not supported); " +
      "CT Image Storage (transfer syntaxes not supported: RLE Lossless)",
  ],
  [
    { ...opened, tls },
    "[ASSOC] #7 opened by CT1 (192.0.2.5): 1 of 1 contexts accepted, TLSv1.3, certificate of O=Clinic\\x1b, CN=ct1",
  ],
  [
    {
      ...opened,
      tls: { ...tls, subject: undefined, fingerprint256: undefined },
    },
    "[ASSOC] #7 opened by CT1 (192.0.2.5): 1 of 1 contexts accepted, TLSv1.3, no certificate",
  ],
  [
    { ...closed, end: "released", reason: undefined, durationMs: 12.4 },
    "[ASSOC] #7 released (CT1, 12 ms, 300 bytes in, 12.3 MB out)",
  ],
  [
    { ...closed, end: "aborted", reason: "association aborted: connection lost", durationMs: 61_000 },
    "[ASSOC] #7 aborted: connection lost (CT1, 61.0 s, 300 bytes in, 12.3 MB out)",
  ],
  [
    { type: "association.rejected", ...peer, reason: "called AE title not recognized" },
    "[ASSOC] rejected: CT1 calling MINIPACS from 192.0.2.5:4000: called AE title not recognized",
  ],
  [
    { type: "connection.refused", remoteAddress: "::1", remotePort: 5, reason: "no DICOM" },
    "[ASSOC] refused: ::1:5: no DICOM",
  ],
  [{ type: "echo", ...request }, "[C-ECHO] from CT1 (192.0.2.5)"],
  [
    { ...query, keys: ["Modality=CT", "PatientName=M*"] },
    "[C-FIND] worklist from CT1 (192.0.2.5): Modality=CT, PatientName=M*: 1 match",
  ],
  [{ ...query, keys: [], matchCount: 6 }, "[C-FIND] worklist from CT1 (192.0.2.5): all: 6 matches"],
  [
    { ...query, keys: [], matchCount: 6, status: 0xfe00 },
    "[C-FIND] worklist from CT1 (192.0.2.5): all: 6 matches: cancelled",
  ],
  [
    { type: "worklist.changed", addedCount: 2, changedCount: 0, removedCount: 0, entryCount: 6 },
    "[WORKLIST] 2 added, 6 entries",
  ],
  [
    { type: "worklist.changed", addedCount: 0, changedCount: 1, removedCount: 3, entryCount: 1 },
    "[WORKLIST] 1 changed, 3 removed, 1 entry",
  ],
  [
    { ...store, ...request, instance, outcome: "stored" },
    "[C-STORE] CT Smith^John from CT1 (192.0.2.5): 1.2.3, Explicit VR Little Endian, 39 kB",
  ],
  [
    {
      ...store,
      ...request,
      instance: { ...instance, modality: "", patientName: "", patientId: "" },
      outcome: "replaced",
    },
    "[C-STORE] CT Image Storage from CT1 (192.0.2.5): 1.2.3, Explicit VR Little Endian, 39 kB, replaced an earlier one",
  ],
  [
    { ...store, ...request, instance, outcome: "unchanged" },
    "[C-STORE] CT Smith^John from CT1 (192.0.2.5): 1.2.3, Explicit VR Little Endian, 39 kB, was there already",
  ],
  [
    { ...store, ...request, instance: undefined, outcome: "kept" },
    "[C-STORE] 1.2.3 from CT1 (192.0.2.5) not stored: another object is there already, and is kept",
  ],
  [{ type: "index.progress", ...found, addedCount: 7 }, "[INDEX] 4000 files looked at, 7 new so far"],
  [
    {
      type: "index.reconciled",
      ...{ ...found, examinedCount: 1, changedCount: 1, removedCount: 2, unreadableCount: 3 },
      ...{ instanceCount: 9, durationMs: 1234 },
    },
    "[INDEX] 1 file looked at, 1 changed, 2 gone, 3 no DICOM files in 1.2 s: 9 instances",
  ],
  [{ type: "storage.changed", dataDir: undefined }, "[STORAGE] objects go to a temporary folder now"],
  [{ type: "storage.changed", dataDir: "/d" }, "[STORAGE] objects go to /d now"],
  [
    { ...store, ...failed, instance: undefined, outcome: undefined },
    "[C-STORE] 1.2.3 from CT1 (192.0.2.5) not stored: status A700 (cannot be written: ENOSPC)",
  ],
  [
    { type: "mpps.create", ...request, sopInstanceUid: "1.2", violations: [], step: step({}) },
    "[MPPS] N-CREATE LINKED – AccNo ACC-001",
  ],
  [
    {
      type: "mpps.create",
      ...request,
      sopInstanceUid: "1.2",
      violations: [],
      step: step({ isLinked: false, accessionNumbers: ["ACC-999"] }),
    },
    "[MPPS] N-CREATE UNLINKED – no matching worklist entry (AccNo: ACC-999)",
  ],
  [
    {
      type: "mpps.create",
      ...request,
      sopInstanceUid: "1.2",
      violations: [],
      step: step({ isLinked: false, accessionNumbers: [] }),
    },
    "[MPPS] N-CREATE UNLINKED – no matching worklist entry (no AccNo)",
  ],
  [
    {
      type: "mpps.create",
      ...request,
      sopInstanceUid: "1.2",
      violations: [],
      step: step({
        isLinked: false,
        accessionNumbers: [],
        link: {
          ...link(),
          entries: [],
          notFound: [
            { by: "studyUid", value: "1.2.3" },
            { by: "stepId", value: "SPS-1" },
          ],
        },
      }),
    },
    "[MPPS] N-CREATE UNLINKED – no matching worklist entry (no AccNo, study UID: 1.2.3, step ID: SPS-1)",
  ],
  [
    { type: "mpps.set", ...request, sopInstanceUid: "1.2", violations: [], step: step({}) },
    "[MPPS] N-SET LINKED – AccNo ACC-001 (COMPLETED)",
  ],
  [
    { type: "mpps.set", ...request, status: 0x0112, sopInstanceUid: "1.2", violations: [], step: undefined },
    "[MPPS] N-SET FAILED – 1.2 from CT1 (192.0.2.5): status 0112",
  ],
  [
    {
      ...{ type: "mpps.create", ...request, sopInstanceUid: "1.2", violations: [] },
      step: step({ link: link({ notFound: [{ by: "accession", value: "ACC-9" }] }) }),
    },
    "[MPPS] N-CREATE LINKED – AccNo ACC-001 (not in the worklist: AccNo ACC-9)",
  ],
  [
    {
      ...{ type: "mpps.create", ...request, sopInstanceUid: "1.2", violations: [] },
      step: step({ link: link({ entries: [{ id: "1.2", by: "studyUid", value: "1.9" }] }) }),
    },
    "[MPPS] N-CREATE LINKED – study UID 1.9",
  ],
  [
    { type: "mpps.get", ...request, sopInstanceUid: "1.2", violations: [], step: undefined },
    "[MPPS] N-GET – 1.2 from CT1 (192.0.2.5)",
  ],
  [
    { type: "request.unsupported", ...request, status: 0x0122, message: "C-MOVE-RQ" },
    "[DIMSE] C-MOVE-RQ from CT1 (192.0.2.5) refused: status 0122",
  ],
  [{ type: "warning", code: "X", message: "odd", peer: undefined }, "[WARN] odd"],
  [{ type: "error", code: "X", message: "broken", peer }, "[ERROR] broken"],
];

test("says each event in one line", () => {
  for (const [event, line] of LINES) assert.is(formatEventLine(event), line);
});

test("has a line for every type of event", () => {
  assert.is(new Set(LINES.map(([event]) => event.type)).size, 19);
});

test("warns of what failed", () => {
  const levelOf = (event: PacsEventInit) => describeEvent(event).level;
  assert.is(levelOf({ type: "echo", ...request }), "info");
  assert.is(levelOf({ ...query, keys: [], status: 0xfe00 }), "info");
  assert.is(levelOf({ ...store, ...failed, instance: undefined, outcome: undefined }), "warn");
  assert.is(levelOf({ type: "error", code: "X", message: "broken", peer }), "error");
  assert.is(
    levelOf({ ...opened, acceptedContextCount: 0, refusedContexts: [unknownModels], tls: undefined }),
    "warn",
  );
});

test("escapes what would break a line or colour a terminal, and leaves names alone", () => {
  assert.is(
    escapeControls("a\r\n[WARN] b\x1b[31m\x9b\u2028\u202e"),
    "a\\x0d\\x0a[WARN] b\\x1b[31m\\x9b\\u2028\\u202e",
  );
  assert.is(escapeControls("Иванов^Иван Özdemir 山田"), "Иванов^Иван Özdemir 山田");
  const evil = { ...peer, callingAeTitle: "A\n[MPPS] x" };
  assert.is(
    formatEventLine({ type: "echo", ...request, peer: evil }),
    "[C-ECHO] from A\\x0a[MPPS] x (192.0.2.5)",
  );
});
