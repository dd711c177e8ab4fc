import { readdir } from "node:fs/promises";
import { createDataset, readDicomFile, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { connect } from "../../src/scu/connect.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { recordSession } from "../../src/trace/capture.ts";
import { parseRecording } from "../../src/trace/parse-recording.ts";
import type { SessionRecording } from "../../src/trace/recording-format.ts";
import { replay } from "../../src/trace/replay.ts";
import { startLoopback, withFolder } from "../support/loopback.ts";
import { startServerTool } from "../support/server-tool.ts";

const test = testSuite("interop/dimse replay with DCMTK", {
  tools: ["echoscu", "storescp"],
  timeoutMs: 30_000,
});

const CT = "1.2.840.10008.5.1.4.1.1.2";

async function withServer<T>(use: (port: number) => Promise<T>): Promise<T> {
  const loopback = await startLoopback({
    handlers: {
      echo() {},
      async store(request) {
        for await (const _ of request.stream) {
          // To its end.
        }
      },
    },
  });
  try {
    return await use(loopback.port);
  } finally {
    await loopback.close();
  }
}

async function recorded(
  side: "requestor" | "acceptor",
  run: (port: number) => Promise<unknown>,
): Promise<SessionRecording> {
  const parts: string[] = [];
  const sink = { write: (part: string) => void parts.push(part) };
  const recorder = recordSession(sink, { filter: (association) => association.side === side });
  await withServer(run);
  recorder.close();
  return parseRecording(parts.join(""));
}

const runEchoscu = (port: number) => runTool("echoscu", ["--repeat", "2", "127.0.0.1", String(port)]);

test("echoscu, recorded at our server, is played to it and finds its server again", async () => {
  const recording = await recorded("acceptor", runEchoscu);
  const result = await withServer((port) => {
    return replay(recording, { host: "127.0.0.1", port, timeoutMs: 5000, compare: "bytes" });
  });
  assert.equal(result.associations[0]?.differences, []);
  assert.ok((result.associations[0]?.receivedPduCount ?? 0) >= 4);
  for (const compare of ["content", "bytes"] as const) {
    let client: ReturnType<typeof runEchoscu> | undefined;
    const onListening = (port: number) => {
      client = runEchoscu(port);
    };
    const listen = { port: 0, host: "127.0.0.1", onListening };
    const { associations } = await replay(recording, { timeoutMs: 5000, compare, listen });
    assert.equal(associations[0]?.differences, []);
    assert.is((await client)?.code, 0);
  }
});

test("an echo and a store recorded with our server are played to storescp, which takes smaller PDUs", async () => {
  const pixels = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
  const dataset = createDataset({
    ...{ SOPClassUID: CT, SOPInstanceUID: "1.2.3.4", StudyInstanceUID: "1.2.1", SeriesInstanceUID: "1.2.2" },
    ...{ PatientID: "1", PixelData: pixels },
  });
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  const image = readDicomFile(writeDicomFile({ dataset, transferSyntaxUid }));
  const recording = await recorded("requestor", async (port) => {
    const association = await connect({
      ...{ host: "127.0.0.1", port },
      contexts: [
        { abstractSyntax: VERIFICATION },
        { abstractSyntax: CT, transferSyntaxes: [transferSyntaxUid] },
      ],
    });
    await association.echo();
    assert.is((await association.store(image)).status, 0);
    await association.release();
  });
  await withFolder(async (folder) => {
    const tool = await startServerTool("storescp", (port) => ["-od", folder, port]);
    try {
      const { associations } = await replay(recording, {
        host: "127.0.0.1",
        port: tool.port,
        timeoutMs: 5000,
      });
      assert.equal(associations[0]?.differences, []);
      assert.is((await readdir(folder)).length, 1);
    } finally {
      await tool.stop();
    }
  });
});
