import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDataset, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { connect } from "../../src/scu/connect.ts";
import { rejection, startLoopback, withFolder } from "../support/loopback.ts";
import { startServerTool } from "../support/server-tool.ts";

const host = "127.0.0.1";
const SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

const instance = createDataset({
  SOPClassUID: SECONDARY_CAPTURE,
  SOPInstanceUID: "2.25.77",
  PatientID: "P1",
  Rows: 64,
  Columns: 64,
  BitsAllocated: 8,
});
instance.set(0x7fe00010, new Uint8Array(64 * 64), { vr: "OB" });
const image = writeDicomFile({
  dataset: instance,
  transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian,
});

const termTest = testSuite("interop/termscu", { tools: ["termscu", "echoscu"] });

termTest(
  "termscu cannot end the server: its SOP class is not accepted, and the next peer is served",
  async () => {
    const loopback = await startLoopback({ handlers: { echo() {} } });
    const result = await runTool("termscu", ["-v", host, String(loopback.port)]);
    assert.is.not(result.code, 0, result.output);
    const [context] = (await loopback.first("association-opened")).association.contexts;
    assert.match(context?.abstractSyntax ?? "", /^1\.2\.276\.0\.7230010\.3\.4\./);
    assert.is(context?.result, 3);
    assert.is((await runTool("echoscu", [host, String(loopback.port)])).code, 0);
    await loopback.close();
  },
);

const proposalTest = testSuite("interop/storescu proposals", { tools: ["storescu"], timeoutMs: 60_000 });

/** What storescu offers for a Secondary Capture image, first transfer syntax of its first context for it. */
const PROPOSALS: readonly [string, string][] = [
  ["-x=", TRANSFER_SYNTAX.explicitVrLittleEndian],
  ["-xe", TRANSFER_SYNTAX.explicitVrLittleEndian],
  ["-xb", TRANSFER_SYNTAX.explicitVrBigEndian],
  ["-xi", TRANSFER_SYNTAX.implicitVrLittleEndian],
  ["-xd", TRANSFER_SYNTAX.deflatedExplicitVrLittleEndian],
  ["-xs", "1.2.840.10008.1.2.4.70"],
  ["-xy", "1.2.840.10008.1.2.4.50"],
  ["-xx", "1.2.840.10008.1.2.4.51"],
  ["-xv", "1.2.840.10008.1.2.4.90"],
  ["-xw", "1.2.840.10008.1.2.4.91"],
  ["-xt", "1.2.840.10008.1.2.4.80"],
  ["-xu", "1.2.840.10008.1.2.4.81"],
  ["-xr", "1.2.840.10008.1.2.5"],
];

for (const [option, first] of PROPOSALS) {
  proposalTest(`storescu ${option}, contexts one by one and combined`, () =>
    withFolder(async (folder) => {
      const path = join(folder, "image.dcm");
      await writeFile(path, image);
      for (const more of [[], ["+C"], ["-pdu", "4096", "--max-send-pdu", "4096"]]) {
        let received: { transferSyntaxUid: string; patientId: string | undefined } | undefined;
        const loopback = await startLoopback({
          contexts: [
            {
              abstractSyntax: SECONDARY_CAPTURE,
              // What is offered beside the compressed syntaxes carries the image.
              transferSyntaxes: PROPOSALS.map(([, uid]) => uid),
              preference: "requestor",
            },
          ],
          handlers: {
            async store(request) {
              const dataset = await request.dataset();
              received = {
                transferSyntaxUid: request.transferSyntaxUid,
                patientId: dataset.getText("PatientID"),
              };
            },
          },
        });
        await runTool("storescu", [option, ...more, host, String(loopback.port), path]);
        const { contexts } = (await loopback.first("association-opened")).association;
        const context = contexts.find(({ abstractSyntax }) => abstractSyntax === SECONDARY_CAPTURE);
        assert.is(context?.transferSyntaxes[0], first, more.join(" "));
        assert.is(context?.transferSyntax, first);
        // storescu does not compress: over a context with a compressed transfer syntax alone it sends nothing.
        const isSent = !/^1\.2\.840\.10008\.1\.2\.(4|5)/.test(first);
        if (isSent || received) assert.is(received?.patientId, "P1");
        // With big endian proposed it prefers the context in the file's own byte order.
        if (isSent && option !== "-xb") assert.is(received?.transferSyntaxUid, first);
        await loopback.close();
      }
    }),
  );
}

const unkindTest = testSuite("interop/storescp that does not behave", {
  tools: ["storescp"],
  timeoutMs: 60_000,
});

async function storeTo(options: readonly string[], responseMs?: number) {
  const server = await startServerTool("storescp", (port) => [...options, "--ignore", port]);
  try {
    const association = await connect({
      host,
      port: server.port,
      contexts: [
        { abstractSyntax: SECONDARY_CAPTURE, transferSyntaxes: [TRANSFER_SYNTAX.explicitVrLittleEndian] },
      ],
      ...(responseMs !== undefined && { timeouts: { responseMs } }),
    });
    try {
      return await association.store(image);
    } finally {
      if (association.isOpen) await association.release();
      else association.abort();
      await association.closed;
    }
  } finally {
    await server.stop();
  }
}

unkindTest("refuses every association", async () => {
  const error = await rejection(storeTo(["--refuse"]));
  assert.is(error.code, "ASSOC_REJECTED");
});

unkindTest("aborts after a request, and while it comes in", async () => {
  assert.is((await rejection(storeTo(["--abort-after"]))).code, "ASSOC_ABORTED");
  assert.is((await rejection(storeTo(["--abort-during"]))).code, "ASSOC_ABORTED");
});

unkindTest("sleeps: waited for, unless for longer than the time limit", async () => {
  assert.is((await storeTo(["--sleep-during", "1"])).status, 0);
  assert.is((await storeTo(["--sleep-after", "1"])).status, 0);
  const error = await rejection(storeTo(["--sleep-during", "2"], 300));
  assert.is(error.code, "TIMEOUT");
  assert.match(error.message, /^response: /);
});
