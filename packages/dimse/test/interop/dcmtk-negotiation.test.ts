/** DCMTK judges what is proposed and answered: user identities, rejections, contexts. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { REJECTION } from "../../src/association/rejection.ts";
import type { ReceivedUserIdentity } from "../../src/association/user-identity.ts";
import type { ServeOptions } from "../../src/scp/serve.ts";
import { startLoopback, withFolder } from "../support/loopback.ts";

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
