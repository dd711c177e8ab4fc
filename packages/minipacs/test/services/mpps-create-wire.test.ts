/** N-CREATE by the rules M1 to M5 and M15, each in both modes, byte for byte. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { COMPLETED, CREATED, changed, SCHEDULED_STEP } from "../support/mpps-messages.ts";
import { create, MODES, play, rule, startServers, success } from "../support/mpps-scene.ts";

const test = testSuite("minipacs/mpps on the wire: N-CREATE", { timeoutMs: 20_000 });
startServers(test);

rule(test, "M1: an N-CREATE that is in order", create(), {
  strict: {
    ...success,
    elements: ["0000,0000", "0000,0002", "0000,0100", "0000,0120", "0000,0800", "0000,0900", "0000,1000"],
  },
  tolerant: success,
  told: [],
});

rule(test, "M1: what is no UID", create({}, "1.02.x"), {
  strict: { status: 0x0117, sopInstanceUid: "1.02.x", errorComment: undefined },
  tolerant: { status: 0, sopInstanceUid: "1.02.x" },
  told: [["M1", undefined]],
});

rule(test, "M2: no UID", async ({ peer }) => peer.create(undefined, CREATED), {
  strict: { status: 0 },
  tolerant: { status: 0 },
  told: [["M2", undefined]],
});

for (const mode of MODES) {
  test(`M2: the UID that was chosen is that of the step: ${mode}`, () =>
    play(mode, async ({ peer, pacs }) => {
      const { sopInstanceUid = "" } = await peer.create(undefined, CREATED);
      assert.match(sopInstanceUid, /^2\.25\.|^1\./);
      assert.is(pacs.mpps.get(sopInstanceUid)?.patientName, "Müller^Hans");
      assert.is((await peer.set(sopInstanceUid, COMPLETED)).status, 0);
    }));
}

rule(
  test,
  "M3: a UID that is there",
  async ({ peer, uid }) => {
    await peer.create(uid, CREATED);
    return peer.create(uid, changed(CREATED, { "0010,0010": "Other" }));
  },
  {
    strict: { status: 0x0111, errorComment: undefined, attributes: [] },
    tolerant: { status: 0x0111, errorComment: "There is a procedure step with this UID." },
    told: [["M3", undefined]],
  },
);

for (const status of ["COMPLETED", "DISCONTINUED", "STARTED"]) {
  rule(test, `M4: created ${status}`, create({ "0040,0252": status }), {
    strict: {
      status: 0x0106,
      errorComment: undefined,
      dataset: new Map([
        ["0008,0005", "ISO_IR 100"],
        ["0040,0252", status.length % 2 === 0 ? status : `${status} `],
      ]),
    },
    tolerant: success,
    told: [["M4", "PerformedProcedureStepStatus"]],
  });
}

rule(test, "M5: type 1 and 2 absent", create({ "0040,0253": undefined, "0010,0020": undefined }), {
  strict: {
    status: 0x0120,
    attributes: ["0010,0020", "0040,0253"],
    errorComment: undefined,
    dataset: undefined,
  },
  tolerant: success,
  told: [
    ["M5", "PatientID"],
    ["M5", "PerformedProcedureStepID"],
  ],
});

rule(test, "M5: type 1 empty", create({ "0040,0241": "", "0008,0060": "  " }), {
  strict: {
    status: 0x0121,
    attributes: [],
    dataset: new Map([
      ["0008,0005", "ISO_IR 100"],
      ["0008,0060", "  "],
      ["0040,0241", ""],
    ]),
  },
  tolerant: success,
  told: [
    ["M5", "PerformedStationAETitle"],
    ["M5", "Modality"],
  ],
});

rule(test, "M5: no status", create({ "0040,0252": undefined }), {
  strict: { status: 0x0120, attributes: ["0040,0252"] },
  tolerant: success,
  told: [["M5", "PerformedProcedureStepStatus"]],
});

rule(
  test,
  "M5: in an item",
  create({
    "0040,0270": [
      SCHEDULED_STEP,
      changed(SCHEDULED_STEP, { "0020,000d": undefined, "0040,1001": undefined }),
    ],
  }),
  {
    strict: { status: 0x0120, attributes: ["0020,000d", "0040,1001"] },
    tolerant: success,
    told: [
      ["M5", "ScheduledStepAttributesSequence[1].StudyInstanceUID"],
      ["M5", "ScheduledStepAttributesSequence[1].RequestedProcedureID"],
    ],
  },
);

rule(test, "M5: a code without its value, 1C", create({ "0040,0260": [[["0008,0104", "Thorax"]]] }), {
  strict: { status: 0x0120, attributes: ["0008,0100"] },
  tolerant: success,
  told: [["M5", "PerformedProtocolCodeSequence[0].CodeValue"]],
});

rule(test, "M5: no data set", async ({ peer, uid }) => peer.create(uid, undefined), {
  strict: { status: 0x0120 },
  tolerant: success,
  told: [
    "ScheduledStepAttributesSequence",
    ...["PatientName", "PatientID", "PatientBirthDate", "PatientSex", "ReferencedPatientSequence"],
    ...["PerformedProcedureStepID", "PerformedStationAETitle", "PerformedStationName", "PerformedLocation"],
    ...["PerformedProcedureStepStartDate", "PerformedProcedureStepStartTime", "PerformedProcedureStepStatus"],
    ...["PerformedProcedureStepDescription", "PerformedProcedureTypeDescription", "ProcedureCodeSequence"],
    ...["PerformedProcedureStepEndDate", "PerformedProcedureStepEndTime", "Modality", "StudyID"],
    ...["PerformedProtocolCodeSequence", "PerformedSeriesSequence"],
  ].map((attribute) => ["M5", attribute]),
});

rule(test, "M5: text beyond ASCII without its character set", create({ "0008,0005": undefined }), {
  strict: { status: 0x0120, attributes: ["0008,0005"] },
  tolerant: success,
  told: [["M5", "SpecificCharacterSet"]],
});

rule(test, "C3: an accession number in the root", create({ "0008,0050": "ACC-001" }), {
  strict: success,
  tolerant: success,
  told: [["C3", "AccessionNumber"]],
});

rule(
  test,
  "M15: the same N-CREATE again, as if its answer was lost",
  async ({ peer, uid }) => {
    await peer.create(uid, CREATED, { messageId: 7 });
    return peer.create(uid, CREATED, { messageId: 7 });
  },
  { strict: { status: 0x0111 }, tolerant: { status: 0x0111 }, told: [["M3", undefined]] },
);
