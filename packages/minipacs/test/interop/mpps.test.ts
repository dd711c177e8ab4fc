import { createDataset } from "@minipacs/dicom-core";
import { connect, MPPS } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer, runMinipacs } from "../support/built-server.ts";

const test = testSuite("interop/minipacs mpps");

let server: BuiltServer;
test.before(async () => {
  server = await BuiltServer.start(["--headless", "--port", "0", "--ephemeral"]);
});
test.after(() => server.stop());

test("logs linked and unlinked steps with exactly these lines", async () => {
  const association = await connect({
    ...{ host: "127.0.0.1", port: server.port, callingAeTitle: "CT_SCANNER1" },
    contexts: [{ abstractSyntax: MPPS }],
  });
  for (const [sopInstanceUid, AccessionNumber] of [
    ["1.2.3.1", "ACC-001"],
    ["1.2.3.2", "ACC-999"],
  ] as const) {
    const dataset = createDataset({
      PerformedProcedureStepStatus: "IN PROGRESS",
      ScheduledStepAttributesSequence: [{ AccessionNumber }],
    });
    assert.is((await association.nCreate({ sopClassUid: MPPS, sopInstanceUid, dataset })).status, 0);
  }
  await association.nSet({
    ...{ sopClassUid: MPPS, sopInstanceUid: "1.2.3.1" },
    dataset: createDataset({ PerformedProcedureStepStatus: "COMPLETED" }),
  });
  await association.release();
  await server.line(/released/);
  assert.equal(
    server.lines.filter((line) => line.startsWith("[MPPS]")),
    [
      "[MPPS] N-CREATE LINKED – AccNo ACC-001",
      "[MPPS] N-CREATE UNLINKED – no matching worklist entry (AccNo: ACC-999)",
      "[MPPS] N-SET LINKED – AccNo ACC-001 (COMPLETED)",
    ],
  );
});

test("the built command reports a step and queries the worklist", async () => {
  const address = `127.0.0.1:${server.port}`;
  const mpps = await runMinipacs(["mpps", address, "--accession", "ACC-002", "--discontinue"]);
  assert.is(mpps.code, 0, mpps.output);
  await server.line(/^\[MPPS\] N-SET LINKED – AccNo ACC-002 \(DISCONTINUED\)$/m);
  const find = await runMinipacs(["find", address, "-k", "PatientName=M*", "-k", "AccessionNumber"]);
  assert.is(find.code, 0, find.output);
  assert.match(find.stdout, /PN \[Müller\^Hans\][\s\S]*\n1 match\n$/);
  const echo = await runMinipacs(["echo", address]);
  assert.is(echo.code, 0, echo.output);
});
