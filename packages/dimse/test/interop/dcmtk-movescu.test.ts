import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { runTool, type ToolResult } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { MoveRequest } from "../../src/scp/handler-types.ts";
import { PATIENT_ROOT_MOVE, STUDY_ROOT_MOVE } from "../../src/sop-class/query-retrieve.ts";
import { startDcmrecv } from "../support/dcmtk-servers.ts";
import { type Loopback, startLoopback, withFolder } from "../support/loopback.ts";
import { assertArrived, type FiledObject, pydicomObjects, seriesObjects } from "../support/objects.ts";
import { freePort, startServerTool } from "../support/server-tool.ts";

const test = testSuite("interop/movescu", {
  tools: ["movescu", "storescp", "dcmrecv"],
  data: true,
  timeoutMs: 60_000,
});

let brain: FiledObject[];

test.before(async () => {
  brain = await seriesObjects("mr-brain");
});

/** A server that moves these objects to `DEST`, or whatever else is where. */
function startSource(
  objects: readonly FiledObject[],
  port: number,
  onMove: (request: MoveRequest) => void = () => {},
): Promise<Loopback> {
  return startLoopback({
    handlers: {
      move(request) {
        onMove(request);
        return objects.map(({ path }) => path);
      },
    },
    resolveDestination: (title) => (title === "DEST" ? { host: "127.0.0.1", port } : undefined),
  });
}

const STUDY_KEYS = ["-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID=1.2.3"];

/** Runs in a folder, where with +B movescu writes what it gets, whatever -od says. */
function movescu(source: Loopback, folder: string | undefined, ...args: string[]): Promise<ToolResult> {
  const command = ["-d", "-aem", "DEST", ...args, ...STUDY_KEYS, "127.0.0.1", String(source.port)];
  return runTool("movescu", command, { timeoutMs: 40_000, ...(folder && { cwd: folder }) });
}

/** What movescu has read in the responses: status, remaining, completed, failed, warning. */
function responsesOf({ output }: ToolResult): string[] {
  const value = (part: string, name: string) => new RegExp(`^D: ${name} *: (.*)$`, "m").exec(part)?.[1] ?? "";
  return output
    .split("D: ===================== ")
    .filter((part) => /^D: Message Type *: C-MOVE RSP$/m.test(part))
    .map((part) => {
      const counts = ["Remaining", "Completed", "Failed", "Warning"].map((name) =>
        value(part, `${name} Suboperations`),
      );
      return [value(part, "DIMSE Status").slice(0, 6), ...counts].join(" ");
    });
}

test("movescu takes the objects on its own port, and reads the counts", () =>
  withFolder(async (folder) => {
    const port = await freePort();
    let asked: MoveRequest | undefined;
    await using source = await startSource(brain, port, (request) => {
      asked = request;
    });
    const result = await movescu(source, folder, "-S", "+P", String(port), "+B");
    assert.is(result.code, 0, result.output.slice(-2000));
    const count = brain.length;
    assert.equal(responsesOf(result), [
      ...brain.slice(1).map((_, i) => `0xff00 ${count - 1 - i} ${i + 1} 0 0`),
      `0x0000 none ${count} 0 0`,
    ]);
    assert.equal([asked?.sopClassUid, asked?.destinationAeTitle], [STUDY_ROOT_MOVE, "DEST"]);
    assert.is(asked?.identifier.getText("StudyInstanceUID"), "1.2.3");
    await assertArrived(folder, brain);
  }));

test("movescu --cancel: FE00, what was moved and what remains", () =>
  withFolder(async (folder) => {
    const port = await freePort();
    await using source = await startSource(brain, port);
    const result = await movescu(source, folder, "-P", "--cancel", "2", "+P", String(port), "+B");
    assert.is(result.code, 0, result.output.slice(-2000));
    const [, remaining, completed] = /^0xfe00 (\d+) (\d+) 0 0$/.exec(responsesOf(result).at(-1) ?? "") ?? [];
    assert.is(Number(remaining) + Number(completed), brain.length);
    assert.ok(Number(completed) >= 2 && Number(remaining) > 0, `${completed} done, ${remaining} remain`);
    assert.is((await readdir(folder)).length, Number(completed));
    assert.is(source.of("move")[0]?.sopClassUid, PATIENT_ROOT_MOVE);
  }));

test("movescu that is killed in the middle ends the move, and the destination is released", async () => {
  let movescuProcess: ChildProcess | undefined;
  let storedCount = 0;
  await using destination = await startLoopback({
    handlers: {
      async store() {
        storedCount += 1;
        if (storedCount < 2) return;
        movescuProcess?.kill("SIGKILL");
        await source.first("association-aborted");
      },
    },
  });
  await using source = await startSource(brain, destination.port);
  const args = ["-S", "-aem", "DEST", ...STUDY_KEYS, "127.0.0.1", String(source.port)];
  movescuProcess = spawn("movescu", args, { stdio: "ignore" });
  await once(movescuProcess, "close");
  await destination.first("association-released");
  assert.is(storedCount, 2);
  assert.is(source.of("handler-error").length, 0);
});

test("dcmrecv and storescp as destinations get the objects as they are", () =>
  withFolder(async (folder) => {
    await using dcmrecv = await startDcmrecv(folder, new Set(brain.map(({ sopClassUid }) => sopClassUid)));
    const stored = join(folder, "stored");
    await mkdir(stored);
    await using storescp = await startServerTool("storescp", (port) => ["+B", "-uf", "-od", stored, port]);
    for (const [{ port }, arrived] of [
      [dcmrecv, dcmrecv.folder],
      [storescp, stored],
    ] as const) {
      await using source = await startSource(brain, port);
      const result = await movescu(source, undefined, "-S");
      assert.is(result.code, 0, result.output.slice(-2000));
      assert.is(responsesOf(result).at(-1), `0x0000 none ${brain.length} 0 0`);
      await assertArrived(arrived, brain);
    }
  }));

test("several SOP classes and transfer syntaxes in one move", () =>
  withFolder(async (folder) => {
    const objects = await pydicomObjects(
      "CT_small.dcm",
      "MR_small_jpeg_ls_lossless.dcm",
      "SC_rgb_jpeg_gdcm.dcm",
      "rtplan.dcm",
      "test-SR.dcm",
    );
    await using destination = await startServerTool("storescp", (port) => [
      "+B",
      "+xa",
      "-uf",
      "-od",
      folder,
      port,
    ]);
    await using source = await startSource(objects, destination.port);
    const result = await movescu(source, undefined, "-S");
    assert.is(result.code, 0, result.output.slice(-2000));
    assert.is(responsesOf(result).at(-1), `0x0000 none ${objects.length} 0 0`);
    await assertArrived(folder, objects);
  }));

test("a destination that takes some of them: B000 and the list of the others", () =>
  withFolder(async (folder) => {
    const objects = await pydicomObjects("MR_small_RLE.dcm", "CT_small.dcm");
    const [compressed, native] = objects as [FiledObject, FiledObject];
    await using destination = await startServerTool("storescp", (port) => ["+B", "-uf", "-od", folder, port]);
    await using source = await startSource(objects, destination.port);
    const result = await movescu(source, undefined, "-S");
    assert.equal(responsesOf(result), ["0xff00 1 0 1 0", "0xb000 none 1 1 0"]);
    assert.match(result.output, `(0008,0058) UI [${compressed.sopInstanceUid}`);
    await assertArrived(folder, [native]);
  }));

test("a destination that rejects, and one that aborts in the middle of an object", async () => {
  const few = brain.slice(0, 3);
  for (const [option, comment] of [
    ["--refuse", /reject/i],
    // It closes with our bytes unread: its A-ABORT may be lost to the reset that follows.
    ["--abort-during", /abort|closed|lost|reset/i],
  ] as const) {
    await using destination = await startServerTool("storescp", (port) => [option, "--ignore", port]);
    await using source = await startSource(few, destination.port);
    const result = await movescu(source, undefined, "-S");
    assert.equal(responsesOf(result), ["0xff00 2 0 1 0", "0xff00 1 0 2 0", "0xa702 none 0 3 0"], option);
    assert.match(source.of("move")[0]?.errorComment ?? "", comment);
    for (const { sopInstanceUid } of few) assert.match(result.output, sopInstanceUid);
  }
});

test("an unknown destination: A801 with its name, and nothing is asked for", async () => {
  let isAsked = false;
  await using source = await startSource(brain, 1, () => {
    isAsked = true;
  });
  const result = await movescu(source, undefined, "-S", "-aem", "NOWHERE");
  assert.equal(responsesOf(result), ["0xa801 none none none none"]);
  assert.match(result.output, /unknown destination NOWHERE/);
  assert.is(isAsked, false);
});
