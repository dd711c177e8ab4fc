/** N-SET by the rules M6 to M14 and M17, each in both modes, byte for byte. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { COMPLETED, CREATED, changed, SCHEDULED_STEP, SERIES } from "../support/mpps-messages.ts";
import { RETRIEVE_CLASS } from "../support/mpps-peer.ts";
import { rule, set, startServers, success } from "../support/mpps-scene.ts";

const test = testSuite("minipacs/mpps on the wire: N-SET", { timeoutMs: 20_000 });
startServers(test);

rule(test, "M6: a UID that is not there", ({ peer, uid }) => peer.set(uid, COMPLETED), {
  strict: { status: 0x0112, errorComment: undefined },
  tolerant: { status: 0x0112, errorComment: "There is no procedure step with this UID." },
  told: [["M6", undefined]],
});

rule(test, "M7: an N-SET on the way", set([["0040,0254", "Thorax"]]), {
  strict: success,
  tolerant: success,
  told: [],
});

rule(test, "M7: a series that is not whole", set([["0040,0340", [changed(SERIES, { "0018,1030": "" })]]]), {
  strict: {
    status: 0x0121,
    dataset: new Map([["0040,0340", [new Map([["0018,1030", ""]])]]]),
  },
  tolerant: success,
  told: [["M7", "PerformedSeriesSequence[0].ProtocolName"]],
});

rule(
  test,
  "M8: what can only be created",
  set([
    ["0008,0060", "MR"],
    ["0010,0010", "Other"],
    ["0040,0244", "20261125"],
    ["0040,0270", [SCHEDULED_STEP]],
  ]),
  {
    strict: {
      status: 0x0105,
      attributes: ["0008,0060", "0010,0010", "0040,0244", "0040,0270"],
      dataset: undefined,
    },
    tolerant: success,
    told: [
      ["M8", "Modality"],
      ["M8", "PatientName"],
      ["M8", "PerformedProcedureStepStartDate"],
      ["M8", "ScheduledStepAttributesSequence"],
    ],
  },
);

rule(test, "M9: what was not created", set([["0040,0280", "late"]]), {
  strict: { status: 0x0105, attributes: ["0040,0280"] },
  tolerant: success,
  told: [["M9", "CommentsOnThePerformedProcedureStep"]],
});

rule(test, "M10: an end that is in order", set(COMPLETED), { strict: success, tolerant: success, told: [] });

rule(
  test,
  "M10: discontinued with a reason and no objects",
  set(
    changed(COMPLETED, {
      "0040,0252": "DISCONTINUED",
      "0040,0281": [
        [
          ["0008,0100", "110513"],
          ["0008,0102", "DCM"],
          ["0008,0104", "Discontinued"],
        ],
      ],
      "0040,0340": [changed(SERIES, { "0008,1140": [] })],
    }),
  ),
  { strict: success, tolerant: success, told: [] },
);

rule(
  test,
  "M10: an end without its time, and without a series",
  set([
    ["0040,0250", "20261124"],
    ["0040,0252", "COMPLETED"],
  ]),
  {
    strict: {
      status: 0x0121,
      dataset: new Map([
        ["0040,0251", ""],
        ["0040,0340", ""],
      ]),
    },
    tolerant: success,
    told: [
      ["M10", "PerformedProcedureStepEndTime"],
      ["M10", "PerformedSeriesSequence"],
    ],
  },
);

rule(
  test,
  "M10: a series that is not whole",
  set(
    changed(COMPLETED, {
      "0040,0340": [SERIES, changed(SERIES, { "0020,000e": "", "0008,0054": undefined })],
    }),
  ),
  {
    strict: {
      status: 0x0121,
      dataset: new Map([
        [
          "0040,0340",
          [
            new Map(),
            new Map([
              ["0008,0054", ""],
              ["0020,000e", ""],
            ]),
          ],
        ],
      ]),
    },
    tolerant: success,
    told: [
      ["M10", "PerformedSeriesSequence[1].SeriesInstanceUID"],
      ["M10", "PerformedSeriesSequence[1].RetrieveAETitle"],
    ],
  },
);

rule(
  test,
  "M10: what was set before counts",
  async ({ peer, uid }) => {
    await peer.create(uid, CREATED);
    await peer.set(uid, changed(COMPLETED, { "0040,0252": undefined }));
    return peer.set(uid, [["0040,0252", "COMPLETED"]]);
  },
  { strict: success, tolerant: success, told: [] },
);

const MAY_NOT = "Performed Procedure Step Object may no longer be updated";
for (const status of ["COMPLETED", "DISCONTINUED"]) {
  const answer = {
    status: 0x0110,
    errorId: 0xa710,
    errorComment: MAY_NOT,
    attributes: [],
    dataset: undefined,
  };
  rule(
    test,
    `M11: an N-SET after ${status}`,
    async ({ peer, uid }) => {
      await peer.create(uid, CREATED);
      assert.is((await peer.set(uid, changed(COMPLETED, { "0040,0252": status }))).status, 0);
      return peer.set(uid, [["0040,0254", "later"]]);
    },
    { strict: answer, tolerant: answer, told: [["M11", undefined]] },
  );
}

rule(test, "M12: a status that there is not", set([["0040,0252", "DONE"]]), {
  strict: { status: 0x0106, dataset: new Map([["0040,0252", "DONE"]]) },
  tolerant: success,
  told: [["M12", "PerformedProcedureStepStatus"]],
});

rule(test, "M12: IN PROGRESS again", set([["0040,0252", "IN PROGRESS"]]), {
  strict: success,
  tolerant: success,
  told: [],
});

rule(
  test,
  "M13: another SOP class on a good UID",
  async ({ peer, uid }) => {
    await peer.create(uid, CREATED);
    return peer.set(uid, [["0040,0254", "x"]], { sopClassUid: "1.2.840.10008.5.1.4.1.1.2" });
  },
  {
    strict: { status: 0x0119, errorComment: undefined },
    tolerant: { status: 0 },
    told: [["M13", undefined]],
  },
);

rule(
  test,
  "M13: N-SET is no operation of the Retrieve class",
  async ({ peer, uid }) => {
    await peer.create(uid, CREATED);
    return peer.set(uid, [["0040,0254", "x"]], { sopClassUid: RETRIEVE_CLASS });
  },
  { strict: { status: 0x0211 }, tolerant: { status: 0 }, told: [["M13", undefined]] },
);

rule(
  test,
  "M13: N-CREATE of another class",
  ({ peer, uid }) => peer.create(uid, CREATED, { sopClassUid: "1.2.840.10008.5.1.1.1" }),
  {
    strict: { status: 0x0118 },
    tolerant: { status: 0x0118 },
    told: [["M13", undefined]],
  },
);

rule(
  test,
  "M14: bytes that are no text",
  async ({ peer, uid }) => {
    await peer.create(
      uid,
      changed(CREATED, { "0008,0005": "ISO_IR 192", "0010,0010": "M\xc3\xbcller^Hans" }),
    );
    return peer.set(uid, [
      ["0008,0005", "ISO_IR 192"],
      ["0040,0254", "Sch\xe4del"],
    ]);
  },
  {
    strict: {
      status: 0x0106,
      dataset: new Map([
        ["0008,0005", "ISO_IR 192"],
        ["0040,0254", "Sch\xe4del "],
      ]),
    },
    tolerant: success,
    told: [["M14", "PerformedProcedureStepDescription"]],
  },
);

rule(test, "M14: an N-SET that does not declare its set", set([["0040,0254", "Sch\xe4del"]]), {
  strict: { status: 0x0121, dataset: new Map([["0008,0005", ""]]) },
  tolerant: success,
  told: [["M14", "SpecificCharacterSet"]],
});

rule(
  test,
  "M17: a series that disappears",
  async ({ peer, uid }) => {
    await peer.create(uid, CREATED);
    await peer.set(uid, [["0040,0340", [SERIES]]]);
    return peer.set(uid, [["0040,0340", [changed(SERIES, { "0020,000e": "1.2.3.10" })]]]);
  },
  { strict: success, tolerant: success, told: [["M17", "PerformedSeriesSequence"]] },
);

rule(
  test,
  "M17: an object that disappears",
  async ({ peer, uid }) => {
    await peer.create(uid, CREATED);
    await peer.set(uid, [["0040,0340", [SERIES]]]);
    return peer.set(uid, [["0040,0340", [changed(SERIES, { "0008,1140": [] })]]]);
  },
  { strict: success, tolerant: success, told: [["M17", "PerformedSeriesSequence"]] },
);
