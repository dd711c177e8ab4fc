/** DCMTK judges what is proposed and answered: user identities, rejections, roles, extended negotiation. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { REJECTION } from "../../src/association/rejection.ts";
import type { ReceivedUserIdentity } from "../../src/association/user-identity.ts";
import type { ServeOptions } from "../../src/scp/serve.ts";
import { connect } from "../../src/scu/connect.ts";
import { startLoopback, withFolder } from "../support/loopback.ts";
import { startServerTool } from "../support/server-tool.ts";

const host = "127.0.0.1";
const identityTest = testSuite("interop/storescu user identity", { tools: ["storescu"], data: true });

async function storeAs(args: readonly string[], authenticate: ServeOptions["authenticate"]) {
  const loopback = await startLoopback({
    handlers: { async store() {} },
    ...(authenticate && { authenticate }),
  });
  const file = requireData("dicom", "pydicom", "CT_small.dcm");
  const result = await runTool("storescu", ["-v", ...args, host, String(loopback.port), file]);
  await loopback.close();
  return { ...result, stored: loopback.of("store").length, rejected: loopback.of("association-rejected") };
}

for (const [type, option, content] of [
  ["username", "--user", undefined],
  ["username-passcode", "--user", undefined],
  ["kerberos", "--kerberos", "TICKET"],
  ["saml", "--saml", "<saml:Assertion/>"],
  ["jwt", "--jwt", "eyJh.eyJz.c2ln"],
] as const) {
  identityTest(`${type}: taken and answered, refused, and not answered`, () =>
    withFolder(async (folder) => {
      const path = join(folder, "credential");
      if (content) await writeFile(path, content);
      const passcode = type === "username-passcode" ? ["--password", "s3cret"] : [];
      const args = [option, content ? path : "doe", ...passcode];
      let seen: ReceivedUserIdentity | undefined;
      const taken = await storeAs([...args, "--pos-response"], (identity) => {
        seen = identity;
        return { response: new TextEncoder().encode("answer") };
      });
      assert.is(seen?.type, type);
      assert.is(new TextDecoder().decode(seen?.primary), content ?? "doe");
      assert.is(seen?.passcode, type === "username-passcode" ? "s3cret" : undefined);
      assert.is(seen?.positiveResponseRequested, true);
      assert.is(taken.code, 0, taken.stderr);
      assert.is(taken.stored, 1);

      const refused = await storeAs(args, () => false);
      assert.is.not(refused.code, 0);
      assert.is(refused.stored, 0);
      assert.equal(
        [refused.rejected[0]?.result, refused.rejected[0]?.source, refused.rejected[0]?.reason],
        [1, 1, 1],
      );

      const ignored = await storeAs(args, undefined);
      assert.is(ignored.code, 0, ignored.stderr);
      // Asked for and not given, DCMTK minds only with user names.
      if (content) return;
      const unanswered = await storeAs([...args, "--pos-response"], undefined);
      assert.is.not(unanswered.code, 0);
      assert.is(unanswered.stored, 0);
    }),
  );
}

const rejectTest = testSuite("interop/echoscu rejected", { tools: ["echoscu"] });

/** What DCMTK prints for the codes of PS3.8 Table 9-21. */
const PRINTED: Record<keyof typeof REJECTION, string> = {
  userNoReason: "Reason: No Reason",
  applicationContextNotSupported: "Reason: App Context Name Not Supported",
  callingAeTitleNotRecognized: "Reason: Calling AE Title Not Recognized",
  calledAeTitleNotRecognized: "Reason: Called AE Title Not Recognized",
  providerNoReason: "Reason: No Reason",
  protocolVersionNotSupported: "Reason: Protocol Version Not Supported",
  temporaryCongestion: "Reason: Temporary Congestion",
  localLimitExceeded: "Reason: Local Limit Exceeded",
};
const SOURCES = [
  "",
  "Service User",
  "Service Provider (ACSE Related)",
  "Service Provider (Presentation Related)",
];

for (const [name, rejection] of Object.entries(REJECTION)) {
  for (const result of [1, 2]) {
    rejectTest(`${name}, result ${result}`, async () => {
      const loopback = await startLoopback({ handlers: {}, onAssociate: () => ({ ...rejection, result }) });
      const printed = await runTool("echoscu", [host, String(loopback.port)]);
      await loopback.close();
      const text = printed.stderr + printed.stdout;
      assert.match(text, `Result: Rejected ${result === 1 ? "Permanent" : "Transient"}`);
      assert.match(text, `Source: ${SOURCES[rejection.source]}`);
      assert.match(text, PRINTED[name as keyof typeof REJECTION]);
    });
  }
}

const roleTest = testSuite("interop/roles and extended negotiation", { tools: ["getscu", "dcmqrscp"] });

const CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2";
const MR_IMAGE = "1.2.840.10008.5.1.4.1.1.4";
const STUDY_ROOT_GET = "1.2.840.10008.5.1.4.1.2.2.3";

for (const allowsRequestorAsScp of [true, false]) {
  roleTest(`getscu proposes to be SCP, which is ${allowsRequestorAsScp ? "" : "not "}allowed`, async () => {
    const transferSyntaxes = ["1.2.840.10008.1.2.1"];
    const loopback = await startLoopback({
      handlers: {},
      contexts: [STUDY_ROOT_GET, { abstractSyntax: CT_IMAGE, transferSyntaxes, allowsRequestorAsScp }],
    });
    const keys = ["-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID=1.2.3"];
    const { output } = await runTool("getscu", ["-d", "-S", ...keys, host, String(loopback.port)]);
    const { contexts } = (await loopback.first("association-opened")).association;
    await loopback.close();
    const context = contexts.find(({ abstractSyntax }) => abstractSyntax === CT_IMAGE);
    assert.is(context?.requestorIsScp, allowsRequestorAsScp);
    assert.is(context?.requestorIsScu, false);
    assert.is(context?.result, allowsRequestorAsScp ? 0 : 1);
    const read = dumpOf(output, "A-ASSOCIATE-AC", "=CTImageStorage");
    assert.match(read, /Proposed SCP\/SCU Role: SCP$/m);
    if (allowsRequestorAsScp) assert.match(read, /Accepted SCP\/SCU Role: SCP$/m);
    else assert.not.match(read, /Accepted Transfer Syntax/);
  });
}

roleTest("dcmqrscp reads our roles and application information, and we its answer", () =>
  withFolder(async (folder) => {
    const config = join(folder, "dcmqrscp.cfg");
    const table = `AETable BEGIN\nQR ${folder} RW (9, 1mb) ANY\nAETable END\n`;
    const empty = ["HostTable", "VendorTable"].map((name) => `${name} BEGIN\n${name} END\n`).join("");
    await writeFile(config, `MaxPDUSize = 16384\nMaxAssociations = 16\n${empty}${table}`);
    const server = await startServerTool("dcmqrscp", (port) => [
      "-d",
      "--single-process",
      "-c",
      config,
      port,
    ]);
    const association = await connect({
      ...{ host, port: server.port, calledAeTitle: "QR", asyncOperations: { maxInvoked: 4 } },
      contexts: [
        { abstractSyntax: STUDY_ROOT_GET, applicationInformation: Uint8Array.of(1, 0, 1) },
        { abstractSyntax: CT_IMAGE, scuRole: false, scpRole: true },
        { abstractSyntax: MR_IMAGE, scuRole: true, scpRole: true },
      ],
    });
    await association.release();
    await server.stop();
    const roles = association.contexts.map((context) => [context.requestorIsScu, context.requestorIsScp]);
    assert.equal(roles, [
      [true, false],
      [false, true],
      [true, true],
    ]);
    // DCMTK answers neither item.
    assert.is(association.extendedNegotiations[0]?.answered, undefined);
    assert.equal(association.window, { maxInvoked: 1, maxPerformed: 1 });
    const proposal = (syntax: string) => dumpOf(server.output(), "A-ASSOCIATE-RQ", syntax);
    assert.match(proposal("=GETStudyRoot"), /Proposed SCP\/SCU Role: Default$/m);
    assert.match(proposal("=CTImageStorage"), /Proposed SCP\/SCU Role: SCP$/m);
    assert.match(proposal("=MRImageStorage"), /Proposed SCP\/SCU Role: SCP\/SCU$/m);
    assert.match(
      server.output(),
      /Requested Extended Negotiation:\s+D: +=GETStudyRoot\S+ \(1\.2\.840\.10008\.5\.1\.4\.1\.2\.2\.3\)\s+D: +\[0x01, 0x00, 0x01\]/,
    );
  }),
);

/** What DCMTK prints of one context of a PDU, from its abstract syntax to the next context. */
function dumpOf(output: string, pdu: string, syntax: string): string {
  // The probe of the port makes an empty dump, first.
  const dump = output.split(`BEGIN ${pdu}`).at(-1) ?? "";
  const [, after = ""] = dump.split(`Abstract Syntax: ${syntax}`);
  return after.split(/Context ID:|Extended Negotiation:/)[0] ?? "";
}
