import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { TRANSFER_SYNTAX } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { runTool, type ToolResult } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { DimseHandlers } from "../../src/scp/handler-types.ts";
import { PATIENT_ROOT_GET, STUDY_ROOT_GET } from "../../src/sop-class/query-retrieve.ts";
import { type Loopback, startLoopback, withFolder } from "../support/loopback.ts";
import {
  assertArrived,
  type FiledObject,
  objectsIn,
  pydicomObjects,
  seriesObjects,
} from "../support/objects.ts";

const test = testSuite("interop/getscu", { tools: ["getscu", "dcmdump"], data: true, timeoutMs: 60_000 });

function startSource(
  objects: readonly FiledObject[],
  onGet: (request: Parameters<NonNullable<DimseHandlers["get"]>>[0]) => void = () => {},
): Promise<Loopback> {
  return startLoopback({
    handlers: {
      get(request) {
        onGet(request);
        return objects.map(({ path }) => path);
      },
    },
  });
}

/** Objects go into the folder, byte by byte as they come. */
async function getscu(
  source: Loopback,
  folder: string,
  ...args: string[]
): Promise<ToolResult & { code: number }> {
  const keys = ["-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID=1.2.3"];
  const command = ["-v", "+B", "-od", folder, ...args, ...keys, "127.0.0.1", String(source.port)];
  return runTool("getscu", command, { timeoutMs: 40_000 });
}

/** Status, completed, failed, remaining of the one retrieval. */
function endOf(source: Loopback): (number | undefined)[] {
  const [event] = source.of("get");
  return [event?.status, event?.completed, event?.failed, event?.remaining];
}

test("a series arrives as it is, for Study Root and for Patient Root", async () => {
  const brain = await seriesObjects("mr-brain");
  for (const [option, sopClassUid] of [
    ["-S", STUDY_ROOT_GET],
    ["-P", PATIENT_ROOT_GET],
  ] as const) {
    await withFolder(async (folder) => {
      let studyInstanceUid: string | undefined;
      await using source = await startSource(brain, ({ identifier }) => {
        studyInstanceUid = identifier.getText("StudyInstanceUID");
      });
      const result = await getscu(source, folder, option);
      assert.is(result.code, 0, result.output.slice(-2000));
      await assertArrived(folder, brain);
      assert.equal(endOf(source), [0, brain.length, 0, 0]);
      assert.is(source.of("get")[0]?.sopClassUid, sopClassUid);
      assert.is(studyInstanceUid, "1.2.3");
      assert.match(result.output, /Received C-GET Response \(Success\)/i);
    });
  }
});

/** What getscu is told to prefer; objects in another compressed transfer syntax cannot be sent to it. */
const COMPRESSED: [string, string][] = [
  ["+xs", "SC_rgb_jpeg_gdcm.dcm"],
  ["+xy", "SC_rgb_jpeg_lossy_gdcm.dcm"],
  ["+xx", "JPGExtended.dcm"],
  ["+xv", "MR_small_jp2klossless.dcm"],
  ["+xw", "JPEG2000.dcm"],
  ["+xt", "MR_small_jpeg_ls_lossless.dcm"],
  ["+xu", "JPEGLSNearLossless_08.dcm"],
  ["+xr", "MR_small_RLE.dcm"],
];

for (const [option, name] of COMPRESSED) {
  test(`getscu ${option} gets ${name} as it is`, () =>
    withFolder(async (folder) => {
      const objects = await pydicomObjects(name);
      await using source = await startSource(objects);
      const result = await getscu(source, folder, "-S", option);
      assert.is(result.code, 0, result.output.slice(-2000));
      assert.equal(endOf(source), [0, 1, 0, 0], source.of("sub-operation")[0]?.error as string);
      await assertArrived(folder, objects);
    }));
}

test("uncompressed objects come in the transfer syntax that getscu prefers", async () => {
  const objects = await pydicomObjects("CT_small.dcm", "MR_small_implicit.dcm", "rtplan.dcm", "test-SR.dcm");
  for (const [option, transferSyntaxUid] of [
    ["+xe", TRANSFER_SYNTAX.explicitVrLittleEndian],
    ["+xb", TRANSFER_SYNTAX.explicitVrBigEndian],
    // 3.6.7 proposes Explicit VR Little Endian alone for +xi, without the default that PS3.5 10.1 asks for.
    ["+xi", TRANSFER_SYNTAX.explicitVrLittleEndian],
    ["+xd", TRANSFER_SYNTAX.deflatedExplicitVrLittleEndian],
  ] as const) {
    await withFolder(async (folder) => {
      await using source = await startSource(objects);
      const result = await getscu(source, folder, "-S", option);
      assert.is(result.code, 0, result.output.slice(-2000));
      assert.equal(endOf(source), [0, objects.length, 0, 0], option);
      const arrived = await objectsIn(folder);
      assert.is(arrived.length, objects.length);
      for (const object of arrived) assert.is(object.transferSyntaxUid, transferSyntaxUid, option);
      for (const object of arrived) {
        const sent = objects.find(({ sopInstanceUid }) => sopInstanceUid === object.sopInstanceUid);
        assert.equal(await dumpOf(object), await dumpOf(sent as FiledObject), option);
      }
    });
  }
});

/** What DCMTK reads in a data set, without what depends on the transfer syntax. */
async function dumpOf({ path }: FiledObject): Promise<string> {
  const { code, stdout } = await runTool("dcmdump", ["-q", "+Un", "+L", path]);
  assert.is(code, 0);
  const dataSet = stdout.slice(stdout.indexOf("# Dicom-Data-Set"));
  return dataSet
    .replace(/^# Used TransferSyntax.*$/m, "")
    .replace(/#.*$/gm, "")
    .replace(/ \((Sequence|Item) with (explicit|undefined) length/g, "");
}

test("what getscu has not asked for cannot be sent: B000, and the rest arrives", () =>
  withFolder(async (folder) => {
    const objects = await pydicomObjects("CT_small.dcm", "MR_small_RLE.dcm", "rtplan.dcm");
    const [ct, rle] = objects as [FiledObject, FiledObject];
    await using source = await startSource([ct, rle]);
    const result = await getscu(source, folder, "-S", "+xe", "-d");
    assert.equal(endOf(source), [0xb000, 1, 1, 0]);
    assert.match(result.output, /DIMSE Status *: 0xb000/);
    assert.match(result.output, /Failed Suboperations *: 1/);
    await assertArrived(folder, [ct]);
  }));

test("nothing that can be sent is a failure, nothing that matches is none", () =>
  withFolder(async (folder) => {
    const objects = await pydicomObjects("MR_small_RLE.dcm");
    await using source = await startSource(objects);
    const refused = await getscu(source, folder, "-S");
    assert.equal(endOf(source), [0xa702, 0, 1, 0]);
    assert.match(refused.output, /A702|OutOfResources|Out of resources/i);
    await using empty = await startSource([]);
    const result = await getscu(empty, folder, "-S");
    assert.is(result.code, 0, result.output.slice(-2000));
    assert.equal(endOf(empty), [0, 0, 0, 0]);
    assert.equal(await objectsIn(folder), []);
  }));

test("getscu that is killed in the middle ends its own retrieval and no other", () =>
  withFolder(async (folder) => {
    const objects = await seriesObjects("mr-brain");
    let process: ChildProcess | undefined;
    await using source = await startLoopback({
      handlers: { get: () => objects.map(({ path }) => path) },
      onEvent: ({ type }) => {
        if (type === "sub-operation") process?.kill("SIGKILL");
      },
    });
    const args = ["-S", "--ignore", "-k", "QueryRetrieveLevel=STUDY", "127.0.0.1", String(source.port)];
    process = spawn("getscu", args, { stdio: "ignore" });
    await once(process, "close");
    await source.first("association-aborted");
    assert.ok(source.of("sub-operation").length < objects.length);
    assert.equal([source.of("get").length, source.of("handler-error").length], [0, 0]);
    process = undefined;
    const result = await getscu(source, folder, "-S");
    assert.is(result.code, 0, result.output.slice(-2000));
    await assertArrived(folder, objects);
  }));
