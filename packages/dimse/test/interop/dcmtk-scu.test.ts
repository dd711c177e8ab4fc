import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createDataset, readDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { readPart10Head } from "../../src/scu/part10-head.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";
import { startLoopback, withFolder } from "../support/loopback.ts";

const host = "127.0.0.1";

const echoTest = testSuite("interop/echoscu", { tools: ["echoscu"] });

echoTest("echoscu is answered, several times on an association", async () => {
  const loopback = await startLoopback({ handlers: {} });
  const result = await runTool("echoscu", [
    "--repeat",
    "3",
    "-aet",
    "ECHOSCU",
    "-aec",
    "MINIPACS",
    host,
    String(loopback.port),
  ]);
  assert.is(result.code, 0, result.output);
  await loopback.first("association-released");
  assert.is(loopback.of("echo").length, 3);
  assert.is(loopback.of("echo")[0]?.association.callingAeTitle, "ECHOSCU");
  await loopback.close();
});

echoTest("echoscu with all its presentation contexts and transfer syntaxes", async () => {
  const loopback = await startLoopback({ handlers: {} });
  const args = ["--propose-pc", "128", "--propose-ts", "38", "-pdu", "4096", host, String(loopback.port)];
  const result = await runTool("echoscu", args);
  assert.is(result.code, 0, result.output);
  assert.is((await loopback.first("association-opened")).association.contexts.length, 128);
  await loopback.close();
});

echoTest("echoscu sees the rejection and its reason", async () => {
  const loopback = await startLoopback({ handlers: {}, requireCalledAeTitle: true });
  const result = await runTool("echoscu", ["-aec", "OTHER", host, String(loopback.port)]);
  assert.is.not(result.code, 0);
  assert.match(result.output, /Called AE Title Not Recognized/i);
  await loopback.close();
});

echoTest("echoscu that aborts is told apart from one that releases", async () => {
  const loopback = await startLoopback({ handlers: {} });
  const result = await runTool("echoscu", ["--abort", host, String(loopback.port)]);
  assert.is(result.code, 0, result.output);
  const event = await loopback.first("association-aborted");
  assert.match(event.error.message, /by the peer's application/);
  assert.is(loopback.of("association-released").length, 0);
  await loopback.close();
});

const storeTest = testSuite("interop/storescu", { tools: ["storescu", "dcmdump"], data: true });

/** What storescu must be told to propose the transfer syntax of the file. */
const FILES: [string[], string[]][] = [
  [["pydicom", "CT_small.dcm"], []],
  [["pydicom", "MR_small_implicit.dcm"], ["-xi"]],
  [["pydicom", "MR_small_bigendian.dcm"], ["-xb"]],
  [["pydicom", "SC_rgb_jpeg_lossy_gdcm.dcm"], ["-xy"]],
  [["pydicom", "SC_rgb_jpeg_gdcm.dcm"], ["-xs"]],
  [["pydicom", "MR_small_RLE.dcm"], ["-xr"]],
  [["pydicom", "MR_small_jpeg_ls_lossless.dcm"], ["-xt"]],
  [["pydicom", "MR_small_jp2klossless.dcm"], ["-xv"]],
  [["pydicom", "JPEG2000.dcm"], ["-xw"]],
  [["pydicom", "JPGExtended.dcm"], ["-xx"]],
  [["pydicom", "image_dfl.dcm"], ["-xd"]],
];

for (const [file, args] of FILES) {
  storeTest(`${file.at(-1)} arrives as it was sent`, async () => {
    await withFolder(async (folder) => {
      const saved = join(folder, "saved.dcm");
      let head: unknown;
      const loopback = await startLoopback({
        handlers: {
          async store(request) {
            head = await request.head();
            await request.save(saved);
          },
        },
      });
      const source = requireData("dicom", ...file);
      const result = await runTool("storescu", [...args, host, String(loopback.port), source]);
      assert.is(result.code, 0, result.output);
      const event = await loopback.first("store");
      assert.is(event.status, 0);
      const sent = new Uint8Array(await readFile(source));
      const sentHead = readPart10Head(sent);
      assert.is(event.transferSyntaxUid, sentHead?.transferSyntaxUid);
      const received = new Uint8Array(await readFile(saved));
      const receivedHead = readPart10Head(received);
      assert.is(receivedHead?.sopInstanceUid, sentHead?.sopInstanceUid);
      assert.is(
        head !== undefined,
        !/(\.99|\.1\.2\.2)$/.test(event.transferSyntaxUid),
        "head where it can be read",
      );
      const dump = await runTool("dcmdump", ["-q", saved]);
      assert.is(dump.code, 0, dump.output);
      await loopback.close();
      // storescu drops trailing padding and group lengths, and its deflate is its own: compared where it keeps bytes.
      const before = await runTool("dcmdump", ["-q", "+L", source]);
      const after = await runTool("dcmdump", ["-q", "+L", saved]);
      assert.is(dataSetLines(after.stdout), dataSetLines(before.stdout));
    });
  });
}

/** Everything below the meta information, without lengths, which an encoder may choose. */
function dataSetLines(dump: string): string {
  return dump
    .split("\n")
    .filter((line) => /^ *\((?!0002|fffc)/.test(line))
    .map((line) =>
      line
        .replace(/#.*$/, "")
        .replace(/\(Sequence with .*?\)|\(Item with .*?\)/g, "")
        .trim(),
    )
    .filter((line) => !/^\((....,0000|fffe,e00d|fffe,e0dd)\)/.test(line))
    .join("\n");
}

storeTest("many files on one association, in small PDUs", async () => {
  const folder = requireData("dicom", "series", "mr-brain");
  const count = (await readdir(folder)).length;
  let bytes = 0;
  const loopback = await startLoopback({
    limits: { maxPduLengthBytes: 4096 },
    handlers: {
      async store(request) {
        for await (const part of request.stream) bytes += part.length;
      },
    },
  });
  const result = await runTool("storescu", ["+sd", "+r", host, String(loopback.port), folder]);
  assert.is(result.code, 0, result.output);
  await loopback.first("association-released");
  const stored = loopback.of("store");
  assert.is(stored.length, count);
  assert.is(
    stored.reduce((sum, event) => sum + event.bytes, 0),
    bytes,
  );
  await loopback.close();
});

storeTest("storescu sees the status of a refusal", async () => {
  const { DimseStatusError } = await import("../../src/errors.ts");
  const loopback = await startLoopback({
    handlers: {
      store() {
        throw new DimseStatusError(0xa700, "disk full");
      },
    },
  });
  const result = await runTool("storescu", [
    "-v",
    host,
    String(loopback.port),
    requireData("dicom", "pydicom", "CT_small.dcm"),
  ]);
  assert.match(result.output, /0xa700|Out of resources/i);
  await loopback.close();
});

const findTest = testSuite("interop/findscu", { tools: ["findscu"] });

findTest("findscu -W gets the worklist entries", async () => {
  const loopback = await startLoopback({
    handlers: {
      async *find(request) {
        assert.is(request.sopClassUid, MODALITY_WORKLIST_FIND);
        assert.is(request.identifier.get("ScheduledProcedureStepSequence")?.[0]?.getText("Modality"), "CT");
        for (const id of ["P-00001", "P-00002"]) {
          yield createDataset({
            SpecificCharacterSet: "ISO_IR 192",
            PatientID: id,
            PatientName: "Müller^Hans",
            ScheduledProcedureStepSequence: [{ Modality: "CT" }],
          });
        }
      },
    },
  });
  await withFolder(async (folder) => {
    const keys = [
      "-k",
      "PatientName",
      "-k",
      "PatientID",
      "-k",
      "ScheduledProcedureStepSequence[0].Modality=CT",
    ];
    const result = await runTool("findscu", [
      "-W",
      "-X",
      "-od",
      folder,
      ...keys,
      host,
      String(loopback.port),
    ]);
    assert.is(result.code, 0, result.output);
    const files = (await readdir(folder)).sort();
    assert.is(files.length, 2);
    const bytes = new Uint8Array(await readFile(join(folder, files[0] as string)));
    assert.is(readDicomFile(bytes).dataset.getText("PatientName"), "Müller^Hans");
  });
  assert.is((await loopback.first("find")).matches, 2);
  await loopback.close();
});

findTest("findscu --cancel stops the query", async () => {
  let count = 0;
  const loopback = await startLoopback({
    handlers: {
      async *find() {
        for (;;) {
          count += 1;
          yield createDataset({ PatientID: String(count) });
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      },
    },
  });
  const result = await runTool("findscu", [
    "-W",
    "--cancel",
    "3",
    "-k",
    "PatientID",
    host,
    String(loopback.port),
  ]);
  assert.is(result.code, 0, result.output);
  assert.is((await loopback.first("find")).status, 0xfe00);
  await loopback.close();
});

const byteTest = testSuite("interop/storescu-bytes", { tools: ["storescu"], data: true });

byteTest("the data set of the file is byte by byte what storescu read", async () => {
  await withFolder(async (folder) => {
    const saved = join(folder, "saved.dcm");
    const loopback = await startLoopback({
      handlers: {
        async store(request) {
          await request.save(saved);
        },
      },
    });
    // Explicit lengths and no group lengths: what DCMTK would write itself.
    const source = requireData("dicom", "series", "mr-brain");
    const name = (await readdir(source)).sort()[0] as string;
    const result = await runTool("storescu", [host, String(loopback.port), join(source, name)]);
    assert.is(result.code, 0, result.output);
    await loopback.close();
    const sent = new Uint8Array(await readFile(join(source, name)));
    const received = new Uint8Array(await readFile(saved));
    const from = readPart10Head(sent)?.dataSetOffset ?? 0;
    const to = readPart10Head(received)?.dataSetOffset ?? 0;
    assertBytes(received.subarray(to), sent.subarray(from));
  });
});
