import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDataset, type Dataset, readDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { readPart10Head } from "../../src/scu/part10-head.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";
import { startLoopback, withFolder } from "../support/loopback.ts";
import { type ServerTool, startServerTool } from "../support/server-tool.ts";

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

const storeTest = testSuite("interop/storescu", { tools: ["storescu", "storescp", "dcmdump"], data: true });

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

let reference: ServerTool;
let referenceFolder: string;

// DCMTK's own server, told to write what comes in: the judge of what came in here.
storeTest.before(async () => {
  referenceFolder = await mkdtemp(join(tmpdir(), "storescp-"));
  reference = await startServerTool("storescp", (port) => ["+B", "+xa", "-od", referenceFolder, port]);
});
storeTest.after(async () => {
  await reference.stop();
  await rm(referenceFolder, { recursive: true });
});

for (const [file, args] of FILES) {
  storeTest(`${file.at(-1)} arrives as at DCMTK's storescp`, async () => {
    await withFolder(async (folder) => {
      const saved = join(folder, "saved.dcm");
      let head: Dataset | undefined;
      const loopback = await startLoopback({
        handlers: {
          async store(request) {
            head = await request.head();
            await request.save(saved);
          },
        },
      });
      const source = requireData("dicom", ...file);
      for (const port of [loopback.port, reference.port]) {
        const result = await runTool("storescu", [...args, host, String(port), source]);
        assert.is(result.code, 0, result.output);
      }
      const event = await loopback.first("store");
      await loopback.close();
      const sent = readPart10Head(new Uint8Array(await readFile(source)));
      assert.is(event.status, 0);
      assert.is(event.transferSyntaxUid, sent?.transferSyntaxUid);
      assert.is(event.sopInstanceUid, sent?.sopInstanceUid);
      const [name] = await readdir(referenceFolder);
      const expected = await dataSetOf(join(referenceFolder, name as string));
      await rm(join(referenceFolder, name as string));
      assertBytes(await dataSetOf(saved), expected);
      assert.is(event.bytes, expected.length);
      const isReadable = !/\.1\.99$|\.1\.2\.2$/.test(event.transferSyntaxUid);
      if (isReadable) assert.is(head?.getText("SOPInstanceUID"), event.sopInstanceUid);
      const dump = await runTool("dcmdump", ["-q", saved]);
      assert.is(dump.code, 0, dump.output.slice(0, 500));
    });
  });
}

async function dataSetOf(path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(await readFile(path));
  return bytes.subarray(readPart10Head(bytes)?.dataSetOffset ?? 0);
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
  assert.match(result.output, /Refused: ?Out ?Of ?Resources/i);
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
