/** Storage, associations and settings over HTTP; run by contract.test.ts. */
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DecodeError } from "@minipacs/dicom-core";
import { store } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import type { TestSuite } from "../../../../tools/test/suite.ts";
import type { FsStore } from "../../src/storage/fs-store.ts";
import { BEARER, call, type Json, pacs } from "../support/api-contract.ts";
import { ctObject } from "../support/objects.ts";
import { targetOf } from "../support/running-pacs.ts";

export function testServerRoutes(test: TestSuite): void {
  test("associations with contexts, messages and data sets", async () => {
    const [last] = (await call("GET", "/api/associations?sort=-id&limit=1&state=released")).body.items;
    assert.is(last.callingAeTitle, "TEST-SCU");
    const whole = (await call("GET", `/api/associations/${last.id}`)).body;
    assert.is(whole.contexts[0].isAccepted, true);
    assert.is(whole.messages[0].name, "C-FIND-RQ");
    const message = (await call("GET", `/api/associations/${last.id}/messages/1`)).body;
    assert.is(message.dataset["00100010"].Value[0].Alphabetic, "*");
    assert.is((await call("GET", `/api/associations/${last.id}?after=1&limit=1`)).body.messages[0].number, 2);
    assert.is((await call("GET", "/api/associations?limit=0")).status, 400);
    assert.is((await call("GET", `/api/associations/${last.id}?limit=0`)).status, 400);
    assert.is((await call("GET", "/api/associations/9999")).status, 404);
    assert.is((await call("GET", `/api/associations/${last.id}/messages/9999`)).status, 404);
    pacs.associationLog.message = () => {
      throw new DecodeError("DATASET_VALUE_TRUNCATED", "SECRET");
    };
    const unreadable = await call("GET", `/api/associations/${last.id}/messages/1`);
    assert.equal([unreadable.status, unreadable.body.code], [422, "DATASET_VALUE_TRUNCATED"]);
    delete (pacs.associationLog as Json).message;
  });

  test("settings, changed while the server runs; the listener", async () => {
    const before = (await call("GET", "/api/settings")).body;
    assert.is(before.aeTitle, "MINIPACS");
    assert.is(before.charset, "ISO_IR 192");
    const changed = await call("PATCH", "/api/settings", {
      body: { aeTitle: "OTHER", charsetFor: { CT1: "ISO_IR 100" } },
    });
    assert.equal([changed.body.aeTitle, changed.body.charsetFor], ["OTHER", { CT1: "ISO_IR 100" }]);
    assert.is((await call("GET", "/api/status")).body.aeTitle, "OTHER");
    await call("PATCH", "/api/settings", { body: { aeTitle: "MINIPACS", charsetFor: {} } });
    const invalid = await call("PATCH", "/api/settings", { body: { aeTitle: "A TITLE THAT IS TOO LONG" } });
    assert.is(invalid.status, 422);
    assert.is(invalid.body.code, "CONFIG_AE_TITLE");
    assert.match(invalid.body.title, "24 characters");
    assert.is(
      (await call("PATCH", "/api/settings", { body: { httpToken: "x" } })).body.errors[0].place,
      "body",
    );

    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
    const { port } = blocker.address() as AddressInfo;
    const { dicomPort } = (await call("GET", "/api/status")).body;
    const taken = await call("PATCH", "/api/settings", { body: { port } });
    assert.is(taken.status, 409);
    assert.match(taken.body.title, String(port));
    assert.is((await call("GET", "/api/listener")).body.dicomPort, dicomPort);
    await new Promise((resolve) => blocker.close(resolve));
    assert.is((await call("PATCH", "/api/settings", { body: { port } })).status, 200);
    assert.is((await call("GET", "/api/status")).body.dicomPort, port);

    assert.is((await call("POST", "/api/listener/stop")).body.isListening, false);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
    assert.is((await call("POST", "/api/listener/start")).status, 409);
    await new Promise((resolve) => other.close(resolve));
    assert.is((await call("POST", "/api/listener/start")).body.isListening, true);
  });

  test("storage, from studies down to files", async () => {
    await store(targetOf(pacs), [
      ctObject({ PatientName: "Doe^Jane", StudyDate: "20260102", Modality: "CT" }),
    ]);
    // Times of arrival are told to a millisecond.
    await new Promise((resolve) => setTimeout(resolve, 5));
    await store(targetOf(pacs), [
      ctObject({ PatientName: "Roe^Rick", StudyDate: "20260203", StudyInstanceUID: "1.2.4.1" }, "1.2.4.3"),
      ctObject({ PatientName: "Roe^Rick", StudyInstanceUID: "1.2.4.1" }, "1.2.4.4"),
    ]);
    const uids = async (path: string, keyword: string) =>
      (await call("GET", path)).body.items.map((item: Json) => item[keyword]);
    assert.equal(await uids("/api/studies", "StudyInstanceUID"), ["1.2.3.1", "1.2.4.1"]);
    assert.equal(await uids("/api/studies?limit=1", "StudyInstanceUID"), ["1.2.4.1"]);
    assert.equal(await uids("/api/studies?limit=1&offset=1", "StudyInstanceUID"), ["1.2.3.1"]);
    assert.equal(await uids("/api/studies?limit=1&offset=2", "StudyInstanceUID"), []);
    assert.equal(await uids("/api/studies?sort=-PatientName&limit=1", "PatientName"), ["Roe^Rick"]);
    assert.equal(await uids("/api/studies?PatientName=doe*&ModalitiesInStudy=CT", "PatientName"), [
      "Doe^Jane",
    ]);
    assert.equal(await uids("/api/studies?StudyDate=20260201-", "StudyDate"), ["20260203"]);
    assert.equal(await uids("/api/studies?PatientName=%25", "PatientName"), [], "no wildcard of SQL");
    assert.is((await call("GET", "/api/studies?Patient=x")).status, 400);
    assert.equal(await uids("/api/studies?sort=-receivedAt&limit=1", "StudyInstanceUID"), ["1.2.4.1"]);
    assert.equal(await uids("/api/studies?q=JANE,doe", "PatientName"), ["Doe^Jane"]);
    assert.equal(await uids("/api/studies?q=roe%20jane", "PatientName"), []);
    assert.is((await call("GET", "/api/studies/1.2.4.1")).body.instanceCount, 2);
    assert.is((await call("GET", "/api/studies/1.2.9")).status, 404);
    const series = "/api/studies/1.2.4.1/series";
    const { SeriesInstanceUID } = (await call("GET", series)).body.items[0];
    for (const archived of ["/api/studies/1.2.4.1", `${series}/${SeriesInstanceUID}`]) {
      assert.is((await call("GET", `${archived}/archive`)).status, 200);
      assert.is((await call("GET", `${archived}.9/archive`)).status, 404);
    }
    assert.equal(await uids(series, "SeriesInstanceUID"), ["1.2.3.2"]);
    assert.is((await call("GET", `${series}?sort=x`)).status, 400);
    assert.is((await call("GET", `${series}/1.2.3.2`)).body.instanceCount, 2);
    assert.is((await call("GET", `${series}/1.2.9`)).status, 404);
    assert.equal(await uids(`${series}/1.2.3.2/instances`, "SOPInstanceUID"), ["1.2.4.3", "1.2.4.4"]);
    assert.is((await call("GET", `${series}/1.2.3.2/instances?limit=0`)).status, 400);
    const numbered = `${series}/1.2.3.2/instances?sort=InstanceNumber`;
    assert.equal((await uids(numbered, "SOPInstanceUID")).sort(), ["1.2.4.3", "1.2.4.4"]);

    assert.equal(await uids("/api/instances?SeriesInstanceUID=1.2.3.2&limit=2", "SOPInstanceUID"), [
      "1.2.4.3",
      "1.2.4.4",
    ]);
    assert.equal(await uids("/api/instances?PatientName=DOE*", "SOPInstanceUID"), ["1.2.3.3"]);
    assert.is((await call("GET", "/api/instances?limit=many")).status, 400);
    const one = "/api/instances/1.2.3.3";
    assert.is((await call("GET", one)).body.PatientName, "Doe^Jane");
    assert.is((await call("GET", `${one}/attributes`)).body["00080020"].Value[0], "20260102");
    assert.is((await call("GET", one)).body.path, "1.2.3.1/1.2.3.2/1.2.3.3.dcm");
    assert.equal((await call("GET", `${one}/warnings`)).body, { items: [], totalCount: 0 });
    await call("PATCH", "/api/settings", { body: { charset: "ISO_IR 100" } });
    // It came before.
    assert.is((await call("GET", `${one}/warnings`)).body.totalCount, 0);
    await store(targetOf(pacs), [ctObject({ SpecificCharacterSet: "ISO_IR 192" }, "1.2.3.8")]);
    await call("PATCH", "/api/settings", { body: { charset: "ISO_IR 192" } });
    const late = "/api/instances/1.2.3.8";
    const message = "File SpecificCharacterSet mismatch: received ISO_IR 192, server configured ISO_IR 100";
    const odd = { items: [{ code: "STORE_CHARSET_MISMATCH", message }], totalCount: 1 };
    assert.equal((await call("GET", `${late}/warnings`)).body, odd);
    assert.equal((await call("GET", late)).body.expectedCharacterSet, ["ISO_IR 100"]);
    const { StudyInstanceUID, SeriesInstanceUID: ofLate } = (await call("GET", late)).body;
    const lateStudy = `/api/studies/${StudyInstanceUID}`;
    for (const above of [lateStudy, `${lateStudy}/series/${ofLate}`]) {
      const { otherCharacterSets } = (await call("GET", above)).body;
      assert.equal(otherCharacterSets, [{ declared: "ISO_IR 192", expected: "ISO_IR 100" }]);
    }
    await call("DELETE", late);
    const file = await fetch(`http://127.0.0.1:${pacs.httpPort}${one}/file`, { headers: BEARER });
    const bytes = new Uint8Array(await file.arrayBuffer());
    assert.is((await call("GET", `${one}/file`)).status, 200);

    assert.is((await call("DELETE", one)).status, 204);
    for (const path of [one, `${one}/file`, `${one}/attributes`, `${one}/warnings`, "/api/studies/1.2.3.1"]) {
      assert.is((await call("GET", path)).status, 404, path);
    }
    assert.is((await call("DELETE", one)).status, 404);
    assert.is((await call("POST", "/api/instances", { bytes })).status, 201);
    assert.is((await call("POST", "/api/instances", { bytes })).body.outcome, "unchanged");
    const again = await fetch(`http://127.0.0.1:${pacs.httpPort}${one}/file`, { headers: BEARER });
    assertBytes(new Uint8Array(await again.arrayBuffer()), bytes);
    assert.is((await call("POST", "/api/instances", { bytes: bytes.subarray(0, 200) })).status, 422);
    assert.is((await call("POST", "/api/instances", { bytes, type: "text/plain" })).status, 415);
    const { put } = pacs.objects;
    pacs.objects.put = () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" }));
    assert.is((await call("POST", "/api/instances", { bytes })).status, 507);
    pacs.objects.put = () => Promise.resolve("rejected");
    assert.is((await call("POST", "/api/instances", { bytes })).status, 409);
    pacs.objects.put = put;
    const location = (await pacs.index.get("1.2.3.3"))?.location ?? [];
    await writeFile((pacs.objects as FsStore).pathOf(location), "no DICOM file");
    assert.is((await call("GET", `${one}/attributes`)).status, 422);
    assert.is((await call("GET", `${one}/warnings`)).status, 422);

    assert.is((await call("DELETE", `${series}/1.2.3.2`)).status, 204);
    assert.is((await call("DELETE", `${series}/1.2.3.2`)).status, 404);
    assert.is((await call("DELETE", "/api/studies/1.2.3.1")).status, 204);
    assert.is((await call("DELETE", "/api/studies/1.2.3.1")).status, 404);
    assert.is(await pacs.index.count(), 0);
    const told = (await call("GET", "/api/log?type=storage.deleted,storage.imported")).body.items;
    assert.equal(
      told.map(({ type, instanceCount }: Json) => [type, instanceCount]),
      [
        ["storage.deleted", 1],
        ["storage.deleted", 1],
        ["storage.imported", undefined],
        ["storage.imported", undefined],
        ["storage.imported", undefined],
        ["storage.deleted", 2],
        ["storage.deleted", 1],
      ],
    );
  });
}
