import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import "../../src/index.ts";
import { endingOf } from "../../src/commands/cli-error.ts";
import { type PhantomCommandOptions, runPhantom } from "../../src/commands/phantom.ts";
import { captured } from "../support/captured-output.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/phantom command");

const SMALL = { count: "2", size: "32" };

test("a file an object, in a folder a kind", () =>
  withFolder(async (folder) => {
    const out = join(folder, "new", "folder");
    const { stdout, stderr, error } = await captured(() => runPhantom(out, SMALL));
    assert.is(error, undefined);
    assert.is(stderr, "");
    assert.match(stdout, /^9 files written into .*new.folder \(\d+(\.\d)? kB\)\.\n$/);
    const names = (await readdir(out, { recursive: true })).filter((name) => name.endsWith(".dcm")).sort();
    const of = (kind: string, number: number) => join(kind, `000${number}.dcm`);
    assert.equal(names, [
      of("cr", 1),
      of("ct", 1),
      of("ct", 2),
      of("mr", 1),
      of("mr", 2),
      of("pdf", 1),
      of("sr", 1),
      of("us", 1),
      of("xa", 1),
    ]);
    for (const name of names) {
      assert.is(readDicomFile(await readFile(join(out, name))).dataset.get("QualityControlSubject"), "YES");
    }
  }));

test("--json: one object a file, with what a test asks for", () =>
  withFolder(async (folder) => {
    const options = {
      ...SMALL,
      kind: "CT, us",
      json: true,
      charset: "ISO_IR 100",
      patientName: "Müller^Hans",
      patientId: "P-1",
      accession: "ACC-1",
      studyUid: "1.2.3",
      seed: "1",
      transferSyntax: "implicit",
    };
    const { stdout, error } = await captured(() => runPhantom(folder, options));
    assert.is(error, undefined);
    const lines = stdout.trimEnd().split("\n");
    assert.is(lines.length, 3);
    const uids = new Set();
    for (const [index, line] of lines.entries()) {
      const told = JSON.parse(line);
      const { dataset, transferSyntaxUid } = readDicomFile(await readFile(told.path));
      assert.is(told.kind, index < 2 ? "ct" : "us");
      assert.is(told.number, index < 2 ? index + 1 : 1);
      assert.is(told.bytes, (await stat(told.path)).size);
      assert.is(told.sopInstanceUid, dataset.get("SOPInstanceUID"));
      assert.is(told.sopClassUid, dataset.get("SOPClassUID"));
      assert.is(told.seriesInstanceUid, dataset.get("SeriesInstanceUID"));
      assert.is(told.studyInstanceUid, "1.2.3");
      assert.is(told.patientId, "P-1");
      assert.is(dataset.getText("PatientName"), "Müller^Hans");
      assert.is(dataset.get("AccessionNumber"), "ACC-1");
      assert.is(transferSyntaxUid, "1.2.840.10008.1.2");
      uids.add(told.sopInstanceUid);
    }
    assert.is(uids.size, 3);
    const again = await captured(() => runPhantom(folder, options));
    assert.is(again.stdout, stdout);
  }));

const WRONG: [PhantomCommandOptions, RegExp][] = [
  [{ kind: "ct,pet" }, /^--kind takes some of ct,mr,xa,us,cr,sr,pdf, not "pet"\.$/],
  [{ count: "0" }, /^--count takes a number from 1, not "0"\.$/],
  [{ size: "8" }, /^The objects cannot be made: --size: from 32 to 2048 is expected\.$/],
  [{ studyUid: "abc" }, /^The objects cannot be made: --study-uid: a UID is expected\.$/],
  [
    { charset: "latin1" },
    /^--charset: The character set is not .*, such as "ISO_IR 192" \(UTF-8\) or "ISO_IR 100"/,
  ],
  [{ charset: "", patientName: "Müller" }, /^The objects cannot be made: .*does not hold U\+00FC/],
  [{ transferSyntax: "rle" }, /^--transfer-syntax takes explicit or implicit, not "rle"\.$/],
  [{ transferSyntax: "toString" }, /^--transfer-syntax takes explicit or implicit, not "toString"\.$/],
];

test("options that cannot be used: a sentence, exit code 2, and nothing is written", () =>
  withFolder(async (folder) => {
    for (const [options, message] of WRONG) {
      const { error } = await captured(() => runPhantom(join(folder, "out"), options));
      assert.match(error?.message ?? "", message);
      assert.is(endingOf(error).exitCode, 2);
    }
    assert.equal(await readdir(folder), []);
  }));

test("a folder that cannot be made or written is told", () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, "file"), "");
    const inFile = await captured(() => runPhantom(join(folder, "file"), { ...SMALL, kind: "sr" }));
    assert.match(inFile.error?.message ?? "", /^".*sr" cannot be written: a part of the path is a file/);
    await mkdir(join(folder, "out", "sr", "0001.dcm"), { recursive: true });
    const isFolder = await captured(() => runPhantom(join(folder, "out"), { ...SMALL, kind: "sr" }));
    assert.match(isFolder.error?.message ?? "", /cannot be written: /);
    assert.equal(await readdir(join(folder, "out", "sr")), ["0001.dcm"], "no temporary file is left");
  }));
