// Needs a process of its own: memory is measured.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { store } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createPhantom } from "../../src/phantom/create-phantom.ts";
import { phantomObjects } from "../support/phantom.ts";
import { targetOf, withPacs } from "../support/running-pacs.ts";

const test = testSuite("minipacs/phantom sent to a server", { timeoutMs: 60_000 });

test("stored and indexed: one study with a series a kind", () =>
  withPacs(async (pacs) => {
    for (const charset of ["ISO_IR 192", "ISO 2022 IR 87"]) {
      const objects = await phantomObjects({ charset, accessionNumber: "ACC-001" });
      const outcomes = await store(targetOf(pacs), objects);
      assert.equal(
        outcomes.map(({ result }) => result?.status),
        objects.map(() => 0),
      );
      for (const { dataset, kind } of objects) {
        const instance = await pacs.index.get(String(dataset.get("SOPInstanceUID")));
        assert.is(instance?.patientName, String(dataset.get("PatientName")), kind);
        assert.is(instance?.accessionNumber, "ACC-001");
        assert.is(instance?.modality, dataset.get("Modality"));
      }
    }
    const studies = await pacs.index.find("study");
    assert.is(studies.length, 2);
    assert.is((await pacs.index.find("series")).length, 14);
  }));

test("memory stays flat: objects are let go one after the other", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let count = 0;
  let mostBytes = 0;
  for await (const { dataset } of createPhantom({ kinds: ["ct"], size: 1024, count: 60 })) {
    count += 1;
    assert.is((dataset.get("PixelData") as Uint8Array).length, 2 * 1024 * 1024);
    if (count % 10 !== 0) continue;
    collect();
    mostBytes = Math.max(mostBytes, process.memoryUsage().arrayBuffers);
  }
  assert.is(count, 60);
  // All sixty would be 120 MiB.
  assert.ok(mostBytes < 40 * 1024 * 1024, `${mostBytes} bytes`);
});
