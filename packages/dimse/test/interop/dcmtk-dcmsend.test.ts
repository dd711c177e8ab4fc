import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDataset, createUid, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { runTool, type ToolResult } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DimseStatusError } from "../../src/errors.ts";
import type { StoreRequest } from "../../src/scp/handler-types.ts";
import type { ServeOptions } from "../../src/scp/serve.ts";
import { connect } from "../../src/scu/connect.ts";
import { store } from "../../src/scu/store-all.ts";
import type { StoreOutcome } from "../../src/scu/store-pipeline.ts";
import { STORAGE_SOP_CLASSES } from "../../src/sop-class/storage.ts";
import { startDcmrecv } from "../support/dcmtk-servers.ts";
import { type Loopback, startLoopback, withFolder } from "../support/loopback.ts";
import {
  assertArrived,
  type FiledObject,
  objectAt,
  objectsIn,
  pydicomObjects,
  typeOf,
} from "../support/objects.ts";
import { startServerTool } from "../support/server-tool.ts";

const sending = testSuite("interop/dcmsend", {
  tools: ["dcmsend", "storescp"],
  data: true,
  timeoutMs: 60_000,
});

/** A server that writes what comes into the folder. */
function startReceiver(
  folder: string,
  options: Partial<ServeOptions> & { onStore?: (request: StoreRequest) => void } = {},
): Promise<Loopback> {
  const { onStore, ...serving } = options;
  return startLoopback({
    ...serving,
    handlers: {
      async store(request) {
        onStore?.(request);
        await request.save(join(folder, `${request.sopInstanceUid}.dcm`));
      },
    },
  });
}

function dcmsend(port: number, paths: readonly string[], ...args: string[]): Promise<ToolResult> {
  return runTool("dcmsend", ["-v", ...args, "127.0.0.1", String(port), ...paths], { timeoutMs: 40_000 });
}

async function made(folder: string, ...names: string[]): Promise<string[]> {
  const paths = names.map((name) => join(folder, name));
  await Promise.all(paths.map((path) => mkdir(path)));
  return paths;
}

/** An object each of these transfer syntaxes. */
const MIXED = [
  "CT_small.dcm",
  "MR_small_RLE.dcm",
  "SC_rgb_jpeg_gdcm.dcm",
  "SC_rgb_jpeg_lossy_gdcm.dcm",
  "JPEG2000.dcm",
  "examples_ybr_color.dcm",
  "image_dfl.dcm",
  "waveform_ecg.dcm",
];

sending("dcmsend negotiates for each file; all arrives as at DCMTK's storescp", () =>
  withFolder(async (folder) => {
    const [ours, theirs] = (await made(folder, "ours", "theirs")) as [string, string];
    await using receiver = await startReceiver(ours);
    await using reference = await startServerTool("storescp", (port) => ["+B", "+xa", "-od", theirs, port]);
    const paths = (await pydicomObjects(...MIXED)).map(({ path }) => path);
    paths.push(...["mr-brain", "pet-wholebody"].map((name) => requireData("dicom", "series", name)));
    for (const { port } of [receiver, reference]) {
      const result = await dcmsend(port, paths, "+sd", "+r", "-nuc");
      assert.is(result.code, 0, result.output.slice(-3000));
    }
    const sent = await objectsIn(theirs);
    assert.is(sent.length, MIXED.length + 19 + 40);
    await assertArrived(ours, sent);
    assert.is(receiver.of("association-opened").length, 1);
  }),
);

sending("a server that takes no compressed object gets what can be decompressed without loss", () =>
  withFolder(async (folder) => {
    const [ours] = (await made(folder, "ours")) as [string];
    const contexts = ["1.2.840.10008.5.1.4.1.1.4", "1.2.840.10008.5.1.4.1.1.7"].map((abstractSyntax) => ({
      abstractSyntax,
      transferSyntaxes: [TRANSFER_SYNTAX.explicitVrLittleEndian],
    }));
    await using receiver = await startReceiver(ours, { contexts });
    const objects = await pydicomObjects("MR_small_RLE.dcm", "SC_rgb_jpeg_lossy_gdcm.dcm", "CT_small.dcm");
    const [rle] = objects as [FiledObject];
    const report = join(folder, "report.txt");
    const paths = objects.map(({ path }) => path);
    await dcmsend(receiver.port, paths, "--no-halt", "+crf", report);
    assert.equal((await objectsIn(ours)).map(typeOf), [
      `${rle.sopInstanceUid} ${TRANSFER_SYNTAX.explicitVrLittleEndian}`,
    ]);
    const told = await readFile(report, "latin1");
    assert.match(told, /Number of SOP instances *: 3/);
    assert.match(told, /with status SUCCESS *: 1/);
  }),
);

sending("--no-halt goes on behind a file that is none and an object that is refused", () =>
  withFolder(async (folder) => {
    const broken = join(folder, "broken.dcm");
    await writeFile(broken, "not a DICOM file");
    const objects = await pydicomObjects("CT_small.dcm", "waveform_ecg.dcm", "examples_ybr_color.dcm");
    const refused = objects[1] as FiledObject;
    const paths = objects.map(({ path }) => path);
    paths.splice(1, 0, broken);
    for (const [name, option, storedCount] of [
      ["going on", ["--no-halt"], 3],
      ["halting", [], 0],
    ] as const) {
      const [ours] = (await made(folder, name)) as [string];
      await using receiver = await startReceiver(ours, {
        onStore({ sopInstanceUid }) {
          if (sopInstanceUid === refused.sopInstanceUid) throw new DimseStatusError(0xa700, "full");
        },
      });
      const result = await dcmsend(receiver.port, paths, ...option);
      assert.is(result.code === 0, storedCount > 0, result.output.slice(-2000));
      const events = receiver.of("store");
      assert.is(events.length, storedCount, name);
      assert.is((await objectsIn(ours)).length, Math.max(0, storedCount - 1));
    }
  }),
);

/** An object of each storage SOP class. */
async function oneOfEach(folder: string): Promise<FiledObject[]> {
  for (const SOPClassUID of STORAGE_SOP_CLASSES) {
    const dataset = createDataset({ SOPClassUID, SOPInstanceUID: createUid(), PatientID: "P1" });
    const bytes = writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian });
    await writeFile(join(folder, `${SOPClassUID}.dcm`), bytes);
  }
  return objectsIn(folder);
}

sending("every storage SOP class, over as many associations as the contexts need", () =>
  withFolder(async (folder) => {
    const [source, ours] = (await made(folder, "source", "ours")) as [string, string];
    const objects = await oneOfEach(source);
    await using receiver = await startReceiver(ours);
    const result = await dcmsend(receiver.port, [source], "+sd", "-nuc");
    assert.is(result.code, 0, result.output.slice(-3000));
    await assertArrived(ours, objects);
    assert.ok(receiver.of("association-opened").length > 1, "more than one association");
  }),
);

const receiving = testSuite("interop/dcmrecv", { tools: ["dcmrecv"], data: true, timeoutMs: 60_000 });

function sopClassesOf(objects: readonly FiledObject[]): Set<string> {
  return new Set(objects.map(({ sopClassUid }) => sopClassUid));
}

function statuses(outcomes: readonly StoreOutcome[]): unknown[] {
  return outcomes.map(({ result, error }) => result?.status ?? error);
}

receiving("dcmrecv gets what store and storeAll send, byte by byte", () =>
  withFolder(async (folder) => {
    const objects = await pydicomObjects(
      "CT_small.dcm",
      "SC_rgb_jpeg_gdcm.dcm",
      "SC_rgb_jpeg_lossy_gdcm.dcm",
      "MR_small_jpeg_ls_lossless.dcm",
      "waveform_ecg.dcm",
      "rtplan.dcm",
      "test-SR.dcm",
    );
    const paths = objects.map(({ path }) => path);
    const ok = objects.map(() => 0);
    await using dcmrecv = await startDcmrecv(folder, sopClassesOf(objects));
    const target = { host: "127.0.0.1", port: dcmrecv.port };
    assert.equal(statuses(await store(target, paths)), ok);
    await assertArrived(dcmrecv.folder, objects);

    const contexts = objects.map(({ sopClassUid, transferSyntaxUid }) => ({
      abstractSyntax: sopClassUid,
      transferSyntaxes: [transferSyntaxUid],
    }));
    await using association = await connect({ ...target, contexts });
    const outcomes: StoreOutcome[] = [];
    for await (const outcome of association.storeAll(paths)) outcomes.push(outcome);
    assert.equal(statuses(outcomes), ok);
    await assertArrived(dcmrecv.folder, objects);
  }),
);

receiving("what dcmrecv has no context for is told, the rest arrives", () =>
  withFolder(async (folder) => {
    const objects = await pydicomObjects("CT_small.dcm", "JPGExtended.dcm", "rtplan.dcm");
    await using dcmrecv = await startDcmrecv(folder, sopClassesOf(objects));
    const outcomes = await store(
      { host: "127.0.0.1", port: dcmrecv.port },
      objects.map(({ path }) => path),
    );
    const codes = outcomes.map(({ result, error }) => result?.status ?? (error as { code: string }).code);
    assert.equal(codes, [0, "ASSOC_NO_ACCEPTED_CONTEXT", 0]);
    await assertArrived(dcmrecv.folder, [objects[0] as FiledObject, objects[2] as FiledObject]);
  }),
);

const storescuTest = testSuite("interop/storescu-options", {
  tools: ["storescu", "storescp"],
  data: true,
  timeoutMs: 60_000,
});

/** What `dcmtk-scu.test.ts` does not send: near-lossless and video, and how storescu can propose and cut. */
const CASES: [string[], string[]][] = [
  [["-xu"], ["generated", "rgb__jpegls-near3.dcm"]],
  [
    ["-R", "-xm"],
    ["generated", "rgb__video-mpeg2-main-main.dcm"],
  ],
  [
    ["-R", "-xn"],
    ["generated", "rgb__video-mpeg4-avc-hp41.dcm"],
  ],
  [
    ["-R", "-x4"],
    ["generated", "rgb__video-hevc-main51.dcm"],
  ],
  [
    ["-x=", "-R"],
    ["pydicom", "CT_small.dcm"],
  ],
  [
    ["-xe", "+C"],
    ["pydicom", "CT_small.dcm"],
  ],
  [
    ["-R", "--max-send-pdu", "4096"],
    ["pydicom", "CT_small.dcm"],
  ],
  [
    ["-R", "-pdu", "131072"],
    ["pydicom", "CT_small.dcm"],
  ],
];

for (const [args, file] of CASES) {
  storescuTest(`storescu ${args.join(" ")} of ${file.at(-1)} arrives as at DCMTK's storescp`, () =>
    withFolder(async (folder) => {
      const [ours, theirs] = (await made(folder, "ours", "theirs")) as [string, string];
      await using receiver = await startReceiver(ours);
      await using reference = await startServerTool("storescp", (port) => ["+B", "+xa", "-od", theirs, port]);
      const path = requireData("dicom", ...file);
      for (const { port } of [receiver, reference]) {
        const result = await runTool("storescu", [...args, "127.0.0.1", String(port), path]);
        assert.is(result.code, 0, result.output);
      }
      const sent = await objectsIn(theirs);
      assert.equal(sent.map(typeOf), [typeOf(await objectAt(path))]);
      await assertArrived(ours, sent);
    }),
  );
}

storescuTest("storescu --no-halt and --repeat with refusals, new UIDs for each", () =>
  withFolder(async (folder) => {
    const [ours] = (await made(folder, "ours")) as [string];
    let count = 0;
    await using receiver = await startReceiver(ours, {
      onStore() {
        count += 1;
        if (count === 2) throw new DimseStatusError(0xa700);
      },
    });
    const paths = (await pydicomObjects("CT_small.dcm", "waveform_ecg.dcm")).map(({ path }) => path);
    const args = ["-v", "-R", "-nh", "+II", "--repeat", "3", "127.0.0.1", String(receiver.port), ...paths];
    const result = await runTool("storescu", args);
    assert.match(result.output, /Refused: ?Out ?Of ?Resources/i);
    assert.equal(
      receiver.of("store").map(({ status }) => status),
      [0, 0xa700, 0, 0, 0, 0],
    );
    assert.is((await objectsIn(ours)).length, 5);
  }),
);
