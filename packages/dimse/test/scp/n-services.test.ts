import { createDataset, type Dataset, isValidUid } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DimseStatusError } from "../../src/errors.ts";
import type { AssociationInfo, DimseHandlers, NEventReportRequest } from "../../src/scp/handler-types.ts";
import type { NResponse } from "../../src/scu/n-services.ts";
import { MPPS } from "../../src/sop-class/mpps.ts";
import { STORAGE_COMMITMENT, STORAGE_COMMITMENT_INSTANCE } from "../../src/sop-class/storage-commitment.ts";
import { type Loopback, rejection, startLoopback } from "../support/loopback.ts";

const test = testSuite("dimse/scp/n-services");

const FILM_SESSION = "1.2.840.10008.5.1.1.1";
const PRINT_META = "1.2.840.10008.5.1.1.9";
const CONTEXTS = [
  { abstractSyntax: MPPS },
  { abstractSyntax: STORAGE_COMMITMENT },
  { abstractSyntax: PRINT_META },
];
const INSTANCE = { sopClassUid: MPPS, sopInstanceUid: "1.2.3" };

type Open = Awaited<ReturnType<Loopback["connect"]>>;

async function session(
  handlers: DimseHandlers,
  run: (association: Open, loopback: Loopback) => Promise<void>,
  requestor: Parameters<Loopback["connect"]>[0]["handlers"] = {},
): Promise<void> {
  const loopback = await startLoopback({ handlers, contexts: CONTEXTS.map((c) => c.abstractSyntax) });
  try {
    const association = await loopback.connect({ contexts: CONTEXTS, handlers: requestor });
    await run(association, loopback);
    await association.release();
  } finally {
    await loopback.close();
  }
}

test("N-GET: what is asked for, and what comes back", async () => {
  const asked: unknown[] = [];
  await session(
    {
      nGet({ sopClassUid, sopInstanceUid, attributes }) {
        asked.push([sopClassUid, sopInstanceUid, attributes]);
        if (sopInstanceUid === "1.9") throw new DimseStatusError(0x0112, "no such step");
        const dataset = createDataset({ PatientName: "Doe^Jane" });
        return attributes.length > 0 ? dataset : { dataset, status: 0x0001 };
      },
    },
    async (association, loopback) => {
      const some = await association.nGet({ ...INSTANCE, attributes: [0x00100010, 0x00100020] });
      assert.is(some.status, 0);
      assert.is(some.sopInstanceUid, "1.2.3");
      assert.is(String(some.dataset?.get("PatientName")), "Doe^Jane");
      const all = await association.nGet(INSTANCE);
      assert.is(all.status, 0x0001);
      const none = await association.nGet({ ...INSTANCE, sopInstanceUid: "1.9" });
      assert.equal([none.status, none.errorComment, none.dataset], [0x0112, "no such step", undefined]);
      assert.equal(asked, [
        [MPPS, "1.2.3", [0x00100010, 0x00100020]],
        [MPPS, "1.2.3", []],
        [MPPS, "1.9", []],
      ]);
      assert.equal(
        loopback.of("n-get").map(({ status, sopInstanceUid }) => [status, sopInstanceUid]),
        [
          [0, "1.2.3"],
          [1, "1.2.3"],
          [0x0112, "1.9"],
        ],
      );
    },
  );
});

test("a failure with the attributes and the values that it is about, a warning with its elements", async () => {
  await session(
    {
      nCreate() {
        throw new DimseStatusError(0x0120, undefined, { attributes: [0x00400253, 0x00400241] });
      },
      nSet() {
        const dataset = createDataset({ PerformedProcedureStepStatus: "DONE" });
        throw new DimseStatusError(0x0106, undefined, { dataset });
      },
      nGet: () => ({ status: 0x0001, offendingElements: [0x00104000], errorComment: "not kept" }),
    },
    async (association) => {
      const created = await association.nCreate({ ...INSTANCE, sopInstanceUid: undefined });
      assert.equal(
        [created.status, created.offendingElements, created.errorComment, created.sopInstanceUid],
        [0x0120, [0x00400253, 0x00400241], undefined, undefined],
      );
      const set = await association.nSet({ ...INSTANCE, dataset: createDataset({ PatientID: "1" }) });
      assert.equal([set.status, set.dataset?.getText("PerformedProcedureStepStatus")], [0x0106, "DONE"]);
      const got = await association.nGet({ ...INSTANCE, attributes: [0x00104000] });
      assert.equal([got.status, got.offendingElements, got.errorComment], [1, [0x00104000], "not kept"]);
    },
  );
});

test("an empty UID of an N-CREATE is none", async () => {
  await session({ nCreate: () => {} }, async (association) => {
    const { sopInstanceUid = "" } = await association.nCreate({ ...INSTANCE, sopInstanceUid: "" });
    assert.ok(isValidUid(sopInstanceUid));
  });
});

test("N-DELETE, and an error with its elements and ID", async () => {
  const deleted: string[] = [];
  await session(
    {
      nDelete({ sopInstanceUid }) {
        if (deleted.includes(sopInstanceUid)) {
          throw new DimseStatusError(0x0112, "gone", { offendingElements: [0x00001001], errorId: 7 });
        }
        deleted.push(sopInstanceUid);
      },
    },
    async (association, loopback) => {
      assert.is((await association.nDelete(INSTANCE)).status, 0);
      const again = await association.nDelete(INSTANCE);
      assert.equal(
        [again.status, again.errorComment, again.offendingElements, again.errorId],
        [0x0112, "gone", [0x00001001], 7],
      );
      assert.is(loopback.of("n-delete").length, 2);
    },
  );
});

test("N-ACTION with and without information, over the context of a Meta SOP class", async () => {
  const asked: { actionTypeId: number; sopClassUid: string; dataset: Dataset | undefined }[] = [];
  await session(
    {
      nAction({ actionTypeId, sopClassUid, dataset }) {
        asked.push({ actionTypeId, sopClassUid, dataset });
        return dataset && { dataset: createDataset({ PatientID: "REPLY" }) };
      },
    },
    async (association, loopback) => {
      const film = { sopClassUid: FILM_SESSION, abstractSyntax: PRINT_META, sopInstanceUid: "1.5" };
      const printed = await association.nAction({ ...film, actionTypeId: 1 });
      assert.equal([printed.status, printed.dataset], [0, undefined]);
      const dataset = createDataset({ TransactionUID: "1.2.3.4" });
      const committed = await association.nAction({
        sopClassUid: STORAGE_COMMITMENT,
        sopInstanceUid: STORAGE_COMMITMENT_INSTANCE,
        actionTypeId: 2,
        dataset,
      });
      assert.is(committed.dataset?.get("PatientID"), "REPLY");
      assert.equal(
        asked.map(({ actionTypeId, sopClassUid }) => [actionTypeId, sopClassUid]),
        [
          [1, FILM_SESSION],
          [2, STORAGE_COMMITMENT],
        ],
      );
      assert.is(asked[1]?.dataset?.get("TransactionUID"), "1.2.3.4");
      assert.equal(
        loopback.of("n-action").map(({ actionTypeId }) => actionTypeId),
        [1, 2],
      );
    },
  );
});

test("N-EVENT-REPORT from the acceptor, within the handler of the N-ACTION and after it", async () => {
  const reports: NEventReportRequest[] = [];
  const answers: NResponse[] = [];
  let peer: AssociationInfo | undefined;
  const report = {
    sopClassUid: STORAGE_COMMITMENT,
    sopInstanceUid: STORAGE_COMMITMENT_INSTANCE,
    eventTypeId: 1,
    dataset: createDataset({ TransactionUID: "1.2.3.4" }),
  };
  await session(
    {
      async nAction({ association }) {
        peer = association;
        answers.push(await association.nEventReport(report));
      },
    },
    async (association, loopback) => {
      const action = { ...report, actionTypeId: 1 };
      assert.is((await association.nAction(action)).status, 0);
      assert.is(reports.length, 1);
      answers.push((await peer?.nEventReport({ ...report, eventTypeId: 2 })) as NResponse);
      assert.equal(
        reports.map((request) => [
          request.eventTypeId,
          request.sopInstanceUid,
          request.dataset?.get("TransactionUID"),
        ]),
        [
          [1, STORAGE_COMMITMENT_INSTANCE, "1.2.3.4"],
          [2, STORAGE_COMMITMENT_INSTANCE, "1.2.3.4"],
        ],
      );
      assert.equal(
        answers.map(({ status }) => status),
        [0, 0x0110],
      );
      await association.release();
      assert.is((await rejection(peer?.nEventReport(report) as Promise<unknown>)).code, "ASSOC_ABORTED");
      assert.is(loopback.of("n-action").length, 1);
    },
    {
      nEventReport(request) {
        reports.push(request);
        if (request.eventTypeId === 2) throw new Error("broken");
      },
    },
  );
});

test("N-EVENT-REPORT from a requestor that was given the SCP role", async () => {
  const seen: number[] = [];
  const handlers: DimseHandlers = { nEventReport: ({ eventTypeId }) => void seen.push(eventTypeId) };
  const loopback = await startLoopback({ handlers });
  try {
    const report = {
      sopClassUid: STORAGE_COMMITMENT,
      sopInstanceUid: STORAGE_COMMITMENT_INSTANCE,
      eventTypeId: 1,
    };
    const given = await loopback.connect({
      contexts: [{ abstractSyntax: STORAGE_COMMITMENT, scpRole: true, scuRole: false }],
    });
    assert.is((await given.nEventReport(report)).status, 0);
    assert.is(
      (await rejection(given.nAction({ ...report, actionTypeId: 1 }))).code,
      "ASSOC_NO_ACCEPTED_CONTEXT",
    );
    await given.release();
    const without = await loopback.connect({ contexts: [{ abstractSyntax: STORAGE_COMMITMENT }] });
    const error = await rejection(without.nEventReport(report));
    assert.is(error.code, "ASSOC_NO_ACCEPTED_CONTEXT");
    assert.match(error.message, /SCP role/);
    await without.release();
    assert.equal(seen, [1]);
  } finally {
    await loopback.close();
  }
});

test("what has no handler is answered 0211, also by a requestor", async () => {
  await session(
    {
      async nAction({ association }) {
        const { status } = await association.nEventReport({ ...INSTANCE, eventTypeId: 1 });
        return { status: status === 0x0211 ? 0 : 0x0110 };
      },
    },
    async (association) => {
      const statuses = [
        (await association.nGet(INSTANCE)).status,
        (await association.nDelete(INSTANCE)).status,
        (await association.nCreate(INSTANCE)).status,
        (await association.nSet({ ...INSTANCE, dataset: createDataset({ PatientID: "1" }) })).status,
        (await association.nAction({ ...INSTANCE, actionTypeId: 1 })).status,
      ];
      assert.equal(statuses, [0x0211, 0x0211, 0x0211, 0x0211, 0]);
    },
  );
});

test("handlers that throw or return nonsense: 0110 and an event, and the association goes on", async () => {
  const nonsense = { status: "fine" } as unknown as { status: number };
  const broken = { dataset: "none" as unknown as Dataset };
  await session(
    {
      nCreate: () => ({ status: 0xff00 }),
      nSet: () => broken,
      nGet: () => nonsense,
      nDelete: () => {
        throw new DimseStatusError(-1);
      },
      nAction: () => {
        throw "just a word";
      },
    },
    async (association, loopback) => {
      const statuses = [
        (await association.nCreate(INSTANCE)).status,
        (await association.nSet({ ...INSTANCE, dataset: createDataset({ PatientID: "1" }) })).status,
        (await association.nGet(INSTANCE)).status,
        (await association.nDelete(INSTANCE)).status,
        (await association.nAction({ ...INSTANCE, actionTypeId: 1 })).status,
      ];
      assert.equal(statuses, [0x0110, 0x0110, 0x0110, 0x0110, 0x0110]);
      assert.equal(
        loopback.of("handler-error").map(({ service }) => service),
        ["N-CREATE", "response", "N-GET", "N-DELETE", "N-ACTION"],
      );
      assert.is(isValidUid(loopback.of("n-create")[0]?.sopInstanceUid ?? ""), true);
    },
  );
});
