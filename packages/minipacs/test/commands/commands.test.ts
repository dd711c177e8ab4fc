// Needs a process of its own: it emits SIGINT, which others listen to.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { createDataset, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import { type DimseHandlers, DimseStatusError, serve } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { CliError, endingOf } from "../../src/commands/cli-error.ts";
import { runDump } from "../../src/commands/dump.ts";
import { runEcho } from "../../src/commands/echo.ts";
import { type MppsCommandOptions, runMpps } from "../../src/commands/mpps.ts";
import { runStore } from "../../src/commands/store.ts";
import { captured } from "../support/captured-output.ts";
import { withNode } from "../support/node.ts";
import { CT_IMAGE_STORAGE } from "../support/objects.ts";
import { withPacs } from "../support/running-pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/commands");

const MPPS_DEFAULTS: MppsCommandOptions = { modality: "CT", patientName: "Test^A", patientId: "1" };
async function writeCt(path: string, sopInstanceUid: string): Promise<void> {
  const dataset = createDataset({
    ...{ SOPClassUID: CT_IMAGE_STORAGE, SOPInstanceUID: sopInstanceUid },
    ...{ StudyInstanceUID: "1.2.1", SeriesInstanceUID: "1.2.2", PatientName: "Test^A" },
  });
  await writeFile(
    path,
    writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian }),
  );
}

test("echo says that the node answers", () =>
  withPacs(async (pacs) => {
    const { stdout, error } = await captured(() => runEcho(`127.0.0.1:${pacs.dicomPort}`, {}));
    assert.is(error, undefined);
    assert.match(stdout, /^127\.0\.0\.1:\d+ answered C-ECHO in \d+ ms\.\n$/);
  }));

test("echo says who did not answer, why, and what to try", async () => {
  const unused: Server = createServer();
  await new Promise<void>((resolve) => unused.listen(0, "127.0.0.1", resolve));
  const { port } = unused.address() as { port: number };
  await new Promise((resolve) => unused.close(resolve));
  const { error } = await captured(() => runEcho(`127.0.0.1:${port}`, { aec: "THEM" }));
  assert.is(error?.exitCode, 1);
  assert.match(error?.message ?? "", /^THEM at 127\.0\.0\.1:\d+: cannot connect .* Check host and port/);
});

test("echo explains rejections by AE title", async () => {
  const strict = { requireCalledAeTitle: true, callingAeTitles: ["KNOWN"] };
  await withNode(
    {},
    async (address) => {
      const called = await captured(() => runEcho(address, { aec: "OTHER", aet: "KNOWN" }));
      assert.match(called.error?.message ?? "", /OTHER at .*rejected.*give it with --aec\.$/);
      const calling = await captured(() => runEcho(address, { aec: "NODE", aet: "STRANGER" }));
      assert.match(calling.error?.message ?? "", /rejected.*give one that it knows with --aet/);
      assert.is(calling.error?.exitCode, 1);
    },
    strict,
  );
});

test("echo explains a failure status and an AE title that cannot be", async () => {
  const failing: DimseHandlers = {
    echo() {
      throw new DimseStatusError(0x0110);
    },
  };
  await withNode(failing, async (address) => {
    const { error } = await captured(() => runEcho(address, {}));
    assert.match(error?.message ?? "", /status 0110, processing failure/);
  });
  const { error } = await captured(() => runEcho("localhost:1", { aec: "A\\B" }));
  assert.is(error?.exitCode, 2);
});

test("store sends files and folders, and counts them", () =>
  withFolder((folder) =>
    withPacs(async (pacs) => {
      await mkdir(join(folder, "sub"));
      await writeCt(join(folder, "a.dcm"), "1.2.3");
      await writeCt(join(folder, "sub", "b.dcm"), "1.2.4");
      await writeFile(join(folder, "notes.txt"), "not DICOM");
      const address = `127.0.0.1:${pacs.dicomPort}`;
      const good = await captured(() => runStore(address, [join(folder, "a.dcm"), join(folder, "sub")], {}));
      assert.is(good.error, undefined);
      assert.match(good.stdout, /a\.dcm: stored\n.*b\.dcm: stored\n2 of 2 stored at/);
      assert.is(await pacs.index.count(), 2);
      const mixed = await captured(() => runStore(address, [folder], {}));
      assert.is(mixed.error?.exitCode, 1);
      assert.match(mixed.stderr, /notes\.txt: not sent: no DICOM file/);
      assert.match(mixed.error?.message ?? "", /^1 of 3 files were not stored\.$/);
    }),
  ));

test("store explains a refusal, and takes a warning as stored", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.dcm");
    await writeCt(path, "1.2.3");
    for (const [status, isStored] of [
      [0xa700, false],
      [0xb000, true],
    ] as const) {
      const handlers: DimseHandlers = {
        store() {
          throw new DimseStatusError(status, "because");
        },
      };
      await withNode(handlers, async (address) => {
        const { stdout, stderr, error } = await captured(() => runStore(address, [path], {}));
        assert.is(error === undefined, isStored);
        assert.match(isStored ? stdout : stderr, /a\.dcm: status [AB][07]00, .* \(because\)/);
      });
    }
  }));

test("store --json prints one object a file, also for what was never tried", () =>
  withFolder(async (folder) => {
    const paths = ["a", "b", "c", "d"].map((name) => join(folder, name));
    for (const [index, path] of paths.entries()) await writeCt(path, `1.2.${index}`);
    await writeFile(paths[1] as string, "not DICOM");
    const linesOf = (stdout: string) =>
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
    await withNode({ store() {} }, async (address) => {
      const { stdout, error } = await captured(() => runStore(address, paths, { json: true, window: "4" }));
      const lines = linesOf(stdout);
      assert.equal(
        lines.map(({ path, sopInstanceUid, status }) => [path, sopInstanceUid, status]),
        paths.map((path, index) => (index === 1 ? [path, null, null] : [path, `1.2.${index}`, 0])),
      );
      assert.match(lines[1].error, /^not sent: no DICOM file/);
      assert.is(lines[0].error, null);
      assert.is(error?.message, "1 of 4 files were not stored.");
    });
    await writeCt(paths[1] as string, "1.2.1");
    let count = 0;
    const handlers: DimseHandlers = {
      async store(request) {
        count += 1;
        if (count === 2)
          await new Promise<void>((resolve) => request.signal.addEventListener("abort", () => resolve()));
      },
    };
    await withNode(handlers, async (address) => {
      const running = captured(() => runStore(address, paths, { json: true }));
      while (count < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      process.emit("SIGINT");
      const { stdout, stderr, error } = await running;
      assert.equal(
        linesOf(stdout).map(({ status }) => status),
        [0, null, null, null],
      );
      assert.is(stderr, "Cancelling. Ctrl+C again ends at once.\n");
      assert.is(error?.message, "Cancelled: 1 of 4 were stored until then.");
      assert.is(error?.exitCode, 130);
    });
  }));

test("store tells what is not taken, and how many went before the end of the association", () =>
  withFolder(async (folder) => {
    const paths = ["a", "b"].map((name) => join(folder, name));
    for (const [index, path] of paths.entries()) await writeCt(path, `1.2.${index}`);
    const contexts = [{ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [TRANSFER_SYNTAX.jpegBaseline] }];
    await withNode(
      { store() {} },
      async (address) => {
        const { stderr } = await captured(() => runStore(address, paths, {}));
        assert.match(
          stderr,
          /a: not sent: the other side takes no CT Image Storage in Explicit VR Little Endian: convert/,
        );
      },
      { contexts },
    );
    await withNode({}, async (address) => {
      const { stderr } = await captured(() => runStore(address, paths, {}));
      assert.match(stderr, /a: not sent: the other side takes no CT Image Storage\n/);
    });
    let count = 0;
    const handlers: DimseHandlers = {
      async store() {
        count += 1;
        if (count === 2) await new Promise(() => {});
      },
    };
    const node = await serve({ aeTitle: "NODE", port: 0, host: "127.0.0.1", handlers });
    const running = captured(() => runStore(`127.0.0.1:${node.port}`, paths, {}));
    while (count < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await node.close({ drainMs: 0 });
    const { error } = await running;
    assert.match(
      error?.message ?? "",
      /association aborted: .* 1 of 2 were stored before that; the next was .*b\.$/,
    );
    assert.is(error?.exitCode, 1);
  }));

test("store refuses paths with nothing in them", () =>
  withFolder(async (folder) => {
    const nothing = await captured(() => runStore("localhost:1", [folder], {}));
    assert.match(nothing.error?.message ?? "", /^There is no file/);
    const missing = await captured(() => runStore("localhost:1", [join(folder, "x")], {}));
    assert.match(missing.error?.message ?? "", /cannot be read: there is no such file \(ENOENT\)\.$/);
    assert.is(missing.error?.exitCode, 2);
  }));

test("mpps reports a whole step, or a part of it", () =>
  withPacs(async (pacs) => {
    const address = `127.0.0.1:${pacs.dicomPort}`;
    const whole = await captured(() => runMpps(address, { ...MPPS_DEFAULTS, accession: "ACC-001" }));
    assert.match(whole.stdout, /^N-CREATE IN PROGRESS [\d.]+\nN-SET COMPLETED [\d.]+\n$/);
    assert.is(pacs.mpps.list()[0]?.isLinked, true);
    assert.is(pacs.mpps.list()[0]?.status, "COMPLETED");
    const part = { ...MPPS_DEFAULTS, uid: "1.2.3" };
    await captured(() => runMpps(address, { ...part, only: "create" }));
    assert.is(pacs.mpps.get("1.2.3")?.status, "IN PROGRESS");
    const again = await captured(() => runMpps(address, { ...part, only: "create" }));
    assert.match(again.error?.message ?? "", /N-CREATE 1\.2\.3: status 0111, duplicate SOP instance/);
    await captured(() => runMpps(address, { ...part, only: "set", discontinue: true }));
    assert.is(pacs.mpps.get("1.2.3")?.status, "DISCONTINUED");
  }));

test("mpps and echo --json print one object an answer", () =>
  withPacs(async (pacs) => {
    const address = `127.0.0.1:${pacs.dicomPort}`;
    const echoed = JSON.parse((await captured(() => runEcho(address, { json: true }))).stdout);
    assert.equal([echoed.address, echoed.status], [address, 0]);
    const options = { ...MPPS_DEFAULTS, uid: "1.2.3", json: true };
    const whole = await captured(() => runMpps(address, options));
    assert.equal(
      whole.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
      [
        {
          service: "N-CREATE",
          sopInstanceUid: "1.2.3",
          performedProcedureStepStatus: "IN PROGRESS",
          status: 0,
        },
        { service: "N-SET", sopInstanceUid: "1.2.3", performedProcedureStepStatus: "COMPLETED", status: 0 },
      ],
    );
    const again = await captured(() => runMpps(address, options));
    assert.is(JSON.parse(again.stdout).status, 0x0111);
    assert.match(again.error?.message ?? "", /give another one with --uid, or none\.$/);
  }));

test("mpps refuses half a request", async () => {
  const run = async (changes: Partial<MppsCommandOptions>) =>
    (await captured(() => runMpps("localhost:1", { ...MPPS_DEFAULTS, ...changes }))).error?.message ?? "";
  assert.match(await run({ only: "set" }), /needs --uid/);
  assert.match(await run({ only: "delete" }), /"create" or "set"/);
});

const LONG = "x".repeat(80);
const WRONG_STEPS: [Partial<MppsCommandOptions>, RegExp][] = [
  [{ studyUid: "abc" }, /^The step cannot be made: --study-uid: StudyInstanceUID \(UI\): .*expected\.$/],
  [{ modality: "ct" }, /^The step cannot be made: --modality: Modality /],
  [{ modality: LONG, only: "set", uid: "1.2.3" }, /^The step cannot be made: --modality: ProtocolName /],
  [{ accession: LONG }, /^The step cannot be made: --accession: AccessionNumber /],
  [{ stepId: LONG }, /^The step cannot be made: --step-id: ScheduledProcedureStepID /],
  [{ patientName: "a=b=c=d" }, /^The step cannot be made: --patient-name: PatientName /],
  [{ patientId: LONG }, /^The step cannot be made: --patient-id: PatientID /],
];

test("mpps connects to nobody for a step that cannot be made, and names the option", async () => {
  for (const [options, message] of WRONG_STEPS) {
    const { error } = await captured(() => runMpps("localhost:1", { ...MPPS_DEFAULTS, ...options }));
    assert.match(error?.message ?? "", message);
    assert.is(endingOf(error).exitCode, 2);
  }
});

test("dump prints files, and says what it cannot read", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.dcm");
    await writeCt(path, "1.2.3");
    const good = await captured(() => runDump([path], {}));
    assert.is(good.error, undefined);
    assert.match(good.stdout, /\(0002,0010\) UI[\s\S]*\(0010,0010\) PN \[Test\^A\]/);
    await writeFile(join(folder, "b"), "not DICOM");
    const bad = await captured(() =>
      runDump([join(folder, "b"), folder, join(folder, "c"), path], { full: true }),
    );
    assert.is(bad.error?.exitCode, 1);
    assert.match(
      bad.stderr,
      /b: [\s\S]*this is a folder \(EISDIR\)\n[\s\S]*c: there is no such file \(ENOENT\)\n/,
    );
    assert.match(bad.stdout, /PatientName/);
  }));

test("dump --json prints one object a file, one a line", () =>
  withFolder(async (folder) => {
    const paths = [join(folder, "a.dcm"), join(folder, "b.dcm")];
    for (const path of paths) await writeCt(path, "1.2.3");
    await writeFile(join(folder, "c"), "not DICOM");
    const { stdout, stderr, error } = await captured(() =>
      runDump([paths[0] as string, join(folder, "c"), paths[1] as string], { json: true }),
    );
    const lines = stdout.split("\n");
    assert.is(lines.length, 3);
    for (const line of lines.slice(0, 2)) {
      assert.equal(JSON.parse(line)["00100010"], { vr: "PN", Value: [{ Alphabetic: "Test^A" }] });
    }
    assert.match(stderr, /c: neither the prefix/);
    assert.is(error?.exitCode, 1);
  }));

test("dump tells what is wrong with a file that it can read", () =>
  withFolder(async (folder) => {
    const path = join(folder, "a.dcm");
    await writeCt(path, "1.2.3");
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, whole.length - 1));
    const tree = await captured(() => runDump([path], {}));
    assert.match(tree.stdout, /! warning: .*\(DATASET_VALUE_TRUNCATED\)/);
    assert.is(tree.stderr, "");
    const json = await captured(() => runDump([path], { json: true }));
    assert.match(json.stderr, /a\.dcm: warning: [0-9A-F]{4},[0-9A-F]{4}: the length says/);
    assert.ok(JSON.parse(json.stdout));
    await writeFile(path, whole.subarray(128));
    const bare = await captured(() => runDump([path], {}));
    assert.match(bare.stderr, /a\.dcm: warning: /);
    assert.match(bare.stdout, /PatientName/);
    assert.is(bare.error, undefined);
  }));

test("only a bug shows its stack", () => {
  assert.equal(endingOf(new CliError("No.", 2)), { message: "No.", exitCode: 2 });
  assert.equal(endingOf(new CliError("a\x1b[31m", 1)), { message: "a\\x1b[31m", exitCode: 1 });
  const bug = endingOf(new TypeError("oops"));
  assert.is(bug.exitCode, 1);
  assert.match(bug.message, /TypeError: oops\n +at /);
  assert.equal(endingOf("text"), { message: "text", exitCode: 1 });
});
