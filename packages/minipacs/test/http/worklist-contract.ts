import { createDataset, InvalidStateError, writeDicomFile } from "@minipacs/dicom-core";
import { MODALITY_WORKLIST_FIND } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import type { TestSuite } from "../../../../tools/test/suite.ts";
import { call, type Json, pacs, withAssociation } from "../support/api-contract.ts";

/** An item with sequences in one another. */
function nested(depth: number): Json {
  return depth === 0 ? {} : { RequestedProcedureCodeSequence: [nested(depth - 1)] };
}

export function testWorklistRoutes(test: TestSuite): void {
  test("worklist: lists", async () => {
    assert.is((await call("POST", "/api/worklist/samples")).status, 201);
    assert.is((await call("POST", "/api/worklist/samples")).status, 200);
    const { body } = await call("GET", "/api/worklist?limit=2&offset=1&sort=-PatientName");
    assert.is(body.totalCount, 6);
    assert.equal(
      body.items.map(({ PatientName }: Json) => PatientName),
      ["Özdemir^Fatma", "Smith^John"],
    );
    const found = await call("GET", "/api/worklist?PatientName=m%C3%BCLL*");
    assert.is(found.body.totalCount, 1);
    const searched = await call("GET", "/api/worklist?q=ultraschall");
    assert.is(searched.body.items[0].Modality, "US");
    const [{ id }] = body.items;
    assert.is((await call("GET", `/api/worklist/${id}`)).body.attributes.PatientSex, "F");
    const bad = await call("GET", "/api/worklist?sort=Color&PatientNam=x");
    assert.is(bad.status, 400);
    assert.is(bad.body.code, "HTTP_QUERY");
    assert.equal(bad.body.errors.map(({ place }: Json) => place).sort(), ["query", "query/sort"]);
    assert.match(
      JSON.stringify(bad.body),
      /PatientNam is no filter of this list \(did you mean PatientName\?\)/,
    );
    assert.is((await call("GET", "/api/worklist/none")).status, 404);
  });

  test("worklist: entries are added, changed and removed", async () => {
    const item = {
      ...{ PatientName: "Doe^Jane=Name", PatientID: "P-1", AccessionNumber: "A-1" },
      steps: [
        { Modality: "CT", ScheduledStationAETitle: "CT1", ScheduledProcedureStepStartDate: "2026-11-29" },
      ],
    };
    const { status, body } = await call("POST", "/api/worklist", { body: item });
    assert.is(status, 201);
    assert.is(body.ScheduledProcedureStepStartDate, "20261129");
    assert.is(body.dataset["00100010"].Value[0].Ideographic, "Name");
    assert.ok(body.StudyInstanceUID && body.RequestedProcedureID && body.ScheduledProcedureStepStatus);
    const path = `/api/worklist/${body.id}`;

    const changes = { PatientID: "P-2", AccessionNumber: null, Modality: "MR" };
    const changed = (await call("PATCH", path, { body: changes })).body;
    assert.equal(
      [changed.PatientID, changed.AccessionNumber, changed.Modality, changed.ScheduledStationAETitle],
      ["P-2", "", "MR", "CT1"],
    );
    assert.is(changed.StudyInstanceUID, body.StudyInstanceUID);
    const replaced = (await call("PUT", path, { body: { "00100020": { vr: "LO", Value: ["P-3"] } } })).body;
    assert.equal([replaced.PatientID, replaced.PatientName], ["P-3", ""]);

    const secret = "SECRET-VALUE";
    for (const [wrong, place] of [
      [{ PatientNam: secret }, "body/PatientNam"],
      [{ PatientBirthDate: secret }, "body/PatientBirthDate"],
      [{ steps: [{ Modality: `${secret}${secret}` }] }, undefined],
      [nested(60), "body"],
    ] as const) {
      for (const [method, address] of [
        ["POST", "/api/worklist"],
        ["PUT", path],
        ["PATCH", path],
      ] as const) {
        const refused = await call(method, address, { body: wrong });
        assert.is(refused.status, 422, `${method} ${JSON.stringify(wrong).slice(0, 80)}`);
        assert.not.match(JSON.stringify(refused.body), secret);
        if (place) assert.is(refused.body.errors[0].place, place);
        if (place === "body/PatientBirthDate") assert.is(refused.body.errors[0].vr, "DA");
      }
    }
    for (const method of ["PUT", "PATCH"]) {
      assert.is((await call(method, "/api/worklist/x", { body: { PatientID: "1" } })).status, 404);
    }
    assert.is((await call("POST", "/api/worklist")).status, 422, "no body");
    assert.is((await call("DELETE", path)).status, 204);
    assert.is((await call("DELETE", path)).status, 404);
  });

  test("worklist: import and export, removal of many", async () => {
    const before = (await call("GET", "/api/worklist/export")).body;
    assert.is(
      (await call("POST", "/api/worklist/remove", { body: { all: true } })).body.removedCount,
      before.length,
    );
    assert.is(
      (await call("POST", "/api/worklist/import", { body: before })).body.added.length,
      before.length,
    );
    assert.equal((await call("GET", "/api/worklist/export")).body, before);
    const again = await call("POST", "/api/worklist/import", { body: before });
    assert.equal([again.status, again.body.added, again.body.skipped.length], [200, [], before.length]);
    const changes = [{ ...before[0], "00100020": { vr: "LO", Value: ["P-REPLACED"] } }, { PatientID: "new" }];
    const replaced = await call("POST", "/api/worklist/import?existing=replace", { body: changes });
    assert.is(replaced.status, 201);
    assert.equal(replaced.body.replaced[0].id, again.body.skipped[0].id);
    assert.equal(replaced.body.replaced[0].PatientID, "P-REPLACED");
    const twice = await call("POST", "/api/worklist/import?existing=add", { body: before[0] });
    assert.is(twice.body.added.length, 1);
    assert.is((await call("POST", "/api/worklist/import?existing=both", { body: before[0] })).status, 400);
    assert.is((await call("GET", "/api/worklist")).body.totalCount, before.length + 2);
    const [first, , third] = (await call("GET", "/api/worklist")).body.items;
    const whole = (await call("GET", `/api/worklist/${first.id}`)).body;
    const order = (await call("GET", "/api/worklist")).body.items;
    const { undoId } = (await call("POST", "/api/worklist/remove", { body: { ids: [first.id, third.id] } }))
      .body;
    assert.is((await call("GET", `/api/worklist/${first.id}`)).status, 404);
    const restored = await call("POST", "/api/worklist/restore", { body: { undoId } });
    assert.is(restored.body.restoredCount, 2);
    assert.equal((await call("GET", `/api/worklist/${first.id}`)).body, whole);
    assert.equal((await call("GET", "/api/worklist")).body.items, order, "in their places");
    assert.is((await call("POST", "/api/worklist/restore", { body: { undoId } })).status, 404, "once");
    assert.is((await call("POST", "/api/worklist/restore", { body: {} })).status, 422);
    const PatientComments = "long ".repeat(100);
    const many = Array.from({ length: 2500 }, (_, i) => ({ PatientID: `M${i}`, PatientComments }));
    const { added } = (await call("POST", "/api/worklist/import", { body: many })).body;
    assert.is(added.length, 2500, "more than 1 MiB");
    const [one, two] = added;
    assert.is(
      (await call("POST", "/api/worklist/remove", { body: { ids: [one.id, two.id, "x"] } })).body
        .removedCount,
      2,
    );
    const bad = await call("POST", "/api/worklist/import", { body: [{ PatientID: "1" }, { Colour: "2" }] });
    assert.is(bad.status, 422);
    assert.is(bad.body.errors[0].place, "body/1/Colour");
    assert.is((await call("GET", "/api/worklist?PatientID=1")).body.totalCount, 0, "all or none");
    assert.is((await call("POST", "/api/worklist/import", { body: 7 })).status, 422);
    assert.is((await call("POST", "/api/worklist/remove", { body: {} })).status, 422);
    const file = writeDicomFile({
      dataset: createDataset({
        ...{ SOPClassUID: "1.2.840.10008.5.1.4.31", SOPInstanceUID: "1.2.3", PatientName: "Wl^File" },
        ScheduledProcedureStepSequence: [{ Modality: "US" }],
      }),
      transferSyntaxUid: "1.2.840.10008.1.2.1",
    });
    const imported = await call("POST", "/api/worklist/import", { bytes: file });
    assert.is(imported.body.added[0].Modality, "US");
    const image = writeDicomFile({
      dataset: createDataset({
        ...{ SOPClassUID: "1.2.840.10008.5.1.4.1.1.7", SOPInstanceUID: "1.2.3", Rows: 1 },
        PixelData: new Uint8Array(2),
      }),
      transferSyntaxUid: "1.2.840.10008.1.2.1",
    });
    const refusedImage = await call("POST", "/api/worklist/import", { bytes: image });
    assert.equal([refusedImage.status, refusedImage.body.code], [422, "WORKLIST_OBJECT"]);
    assert.match(
      refusedImage.body.errors[0].message,
      /an image of Secondary Capture Image Storage with Rows/,
    );
    assert.is((await call("POST", "/api/worklist/import", { bytes: file, type: "text/plain" })).status, 415);
    assert.is((await call("POST", "/api/worklist/import", { bytes: file.subarray(0, 50) })).status, 422);
    await call("POST", "/api/worklist/remove", { body: { all: true } });
    await call("POST", "/api/worklist/samples");
  });

  test("a disk that cannot be written is told, whatever was to be changed", async () => {
    const [{ id }, other] = (await call("GET", "/api/worklist?limit=2")).body.items;
    const fail = () => {
      throw new InvalidStateError("RECORDS_WRITE", "SECRET");
    };
    const { undoId } = pacs.worklist.removeForNow([other.id]);
    const stores = [pacs.worklist, pacs.mpps];
    for (const store of stores)
      Object.assign(store, { add: fail, import: fail, update: fail, remove: fail, restore: fail });
    for (const [method, path, body] of [
      ["POST", "/api/worklist", { PatientID: "1" }],
      ["PUT", `/api/worklist/${id}`, { PatientID: "1" }],
      ["PATCH", `/api/worklist/${id}`, { PatientID: "1" }],
      ["DELETE", `/api/worklist/${id}`, undefined],
      ["POST", "/api/worklist/import", { PatientID: "1" }],
      ["POST", "/api/worklist/remove", { all: true }],
      ["POST", "/api/worklist/restore", { undoId }],
      ["POST", "/api/worklist/samples", undefined],
      ["DELETE", "/api/mpps/1.2.3", undefined],
    ] as const) {
      const answer = await call(method, path, { body });
      assert.is(answer.status, 507, `${method} ${path}`);
      assert.is(answer.body.code, "RECORDS_WRITE");
      assert.not.match(answer.body.title, "SECRET");
    }
    const names = ["add", "import", "update", "remove", "restore"];
    for (const store of stores) for (const name of names) delete (store as Json)[name];
    assert.is((await call("POST", "/api/worklist/restore", { body: { undoId } })).body.restoredCount, 1);
  });

  test("queries, and why entries were not answered", async () => {
    const query = createDataset({
      PatientName: "*",
      ScheduledProcedureStepSequence: [{ Modality: "CT" }],
    });
    await withAssociation([MODALITY_WORKLIST_FIND], async (association) => {
      for await (const _ of association.find("worklist", query)) {
        // to the end
      }
    });
    const [{ id, keys, matchCount }] = (await call("GET", "/api/queries?sort=-id&limit=1")).body.items;
    assert.equal([keys.some((key: string) => key.endsWith("Modality=CT")), matchCount], [true, 1]);
    assert.is((await call("GET", `/api/queries/${id}`)).body.identifier["00400100"].vr, "SQ");
    const explained = (await call("GET", `/api/queries/${id}/explanation?limit=2`)).body;
    assert.is(explained.totalCount, 6);
    assert.equal(
      explained.items.map(({ entry, isAnswered, failed }: Json) => [
        entry.Modality,
        isAnswered,
        failed.length,
      ]),
      [
        ["CT", true, 0],
        ["MR", false, 1],
      ],
    );
    assert.is(explained.items[1].failed[0].asked, "CT");
    assert.is(explained.items[1].failed[0].found, "MR");
    assert.is((await call("GET", "/api/queries?limit=0")).status, 400);
    assert.is((await call("GET", "/api/queries/999")).status, 404);
    assert.is((await call("GET", "/api/queries/999/explanation")).status, 404);
    assert.is((await call("GET", "/api/queries/x")).status, 404);
    assert.is((await call("GET", `/api/queries/${id}/explanation?limit=0`)).status, 400);
  });
}
