/** Studies and series as ZIP archives, opened by Python's zipfile. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createUid } from "@minipacs/dicom-core";
import { store } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { PYTHON, runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { Pacs } from "../../src/pacs.ts";
import { ctObject } from "../support/objects.ts";
import { targetOf, withPacs } from "../support/running-pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/http archives", { tools: [PYTHON] });

const STUDY = "1.2.3.1";
const SERIES = ["1.2.3.11", "1.2.3.12"] as const;

/** Two series of two objects, and one that is of another study. */
async function fill(pacs: Pacs): Promise<void> {
  const objects = SERIES.flatMap((SeriesInstanceUID, i) =>
    [1, 2].map((n) =>
      ctObject(
        { StudyInstanceUID: STUDY, SeriesInstanceUID, PatientComments: "long ".repeat(20_000 * n) },
        `1.4.${i}.${n}`,
      ),
    ),
  );
  const other = ctObject({ StudyInstanceUID: createUid(), SeriesInstanceUID: createUid() }, "1.5");
  for (const { result } of await store(targetOf(pacs), [...objects, other])) assert.is(result?.status, 0);
}

const served = (use: (pacs: Pacs, origin: string) => Promise<void>) =>
  withPacs((pacs) => use(pacs, `http://127.0.0.1:${pacs.httpPort}`), { isHeadless: false, httpPort: 0 });

/** Prints each name with the MD5 of what is unpacked; `testzip` compares the checksums. */
const LIST = `
import hashlib, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
for entry in archive.infolist():
    assert entry.compress_type == zipfile.ZIP_STORED
    print(entry.filename, hashlib.md5(archive.read(entry)).hexdigest(), entry.date_time[0])
`;

const unpack = (bytes: Uint8Array) =>
  withFolder(async (folder) => {
    const path = join(folder, "files.zip");
    await writeFile(path, bytes);
    const { code, stdout, output } = await runTool(PYTHON, ["-c", LIST, path]);
    assert.is(code, 0, output);
    return stdout.trim().split("\n").sort();
  });

async function expected(pacs: Pacs, series: readonly string[]): Promise<string[]> {
  const { createHash } = await import("node:crypto");
  const lines: string[] = [];
  for (const instance of await pacs.index.list({ where: { SeriesInstanceUID: series } })) {
    const hash = createHash("md5");
    for await (const chunk of (await pacs.objects.read(instance.location))!.stream) hash.update(chunk);
    const year = new Date(instance.receivedAt).getFullYear();
    lines.push(`${instance.seriesInstanceUid}/${instance.sopInstanceUid}.dcm ${hash.digest("hex")} ${year}`);
  }
  return lines.sort();
}

test("a study comes with a folder for each series, a series alone, every file as it is stored", () =>
  served(async (pacs, origin) => {
    await fill(pacs);
    for (const [path, series, name] of [
      ["", SERIES, STUDY],
      [`/series/${SERIES[1]}`, [SERIES[1]], SERIES[1]],
    ] as const) {
      const url = `${origin}/api/studies/${STUDY}${path}/archive`;
      const answer = await fetch(url);
      assert.is(answer.headers.get("content-type"), "application/zip");
      assert.is(answer.headers.get("content-disposition"), `attachment; filename="${name}.zip"`);
      const listed = await unpack(new Uint8Array(await answer.arrayBuffer()));
      assert.is(listed.length, 2 * series.length);
      assert.equal(listed, await expected(pacs, series));
      const head = await fetch(url, { method: "HEAD" });
      assert.equal([head.status, (await head.arrayBuffer()).byteLength], [200, 0]);
    }
  }));

test("what is not there is told; a file that is gone breaks the download; who leaves early leaves nothing open", () =>
  served(async (pacs, origin) => {
    assert.is((await fetch(`${origin}/api/studies/1.2.3/archive`)).status, 404);
    await fill(pacs);
    const url = `${origin}/api/studies/${STUDY}/archive`;
    const { body } = await fetch(url);
    await body!.cancel();

    const { read } = pacs.objects;
    let readCount = 0;
    pacs.objects.read = async (location) => {
      readCount += 1;
      return readCount === 2 ? undefined : read.call(pacs.objects, location);
    };
    const answer = await fetch(url);
    assert.is(answer.status, 200);
    assert.ok(
      await answer.arrayBuffer().then(
        () => false,
        () => true,
      ),
      "the download is broken",
    );
  }));
