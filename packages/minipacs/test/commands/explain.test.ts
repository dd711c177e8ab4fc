import { DecodeError, InvalidArgumentError } from "@minipacs/dicom-core";
import {
  AssociationAbortedError,
  AssociationRejectedError,
  NoAcceptedContextError,
  TimeoutError,
  TransportError,
} from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { explained, explainStatus } from "../../src/commands/explain.ts";
import { rejection } from "../support/rejection.ts";

const test = testSuite("minipacs/explain");

const target = { host: "192.0.2.1", port: 104 };
const thrown = (error: unknown) => rejection(explained(target, () => Promise.reject(error)));
const rejected = (source: number, reason: number, result = 1) =>
  new AssociationRejectedError({ source, reason, result, text: "no" });

const CASES: [unknown, string, number][] = [
  [
    new TransportError("TRANSPORT_CONNECT", "cannot connect"),
    "cannot connect. Check host and port, and whether the other side runs.",
    1,
  ],
  [
    new TimeoutError("connect", 10),
    "connect: no progress within 10 ms. Check host and port, the firewall, and whether it is DICOM that listens there.",
    1,
  ],
  [
    rejected(1, 3),
    "association rejected: no. The other side does not know our AE title: give it with --aet.",
    1,
  ],
  [
    rejected(1, 7),
    "association rejected: no. This is not the AE title of the other side: give it with --aec.",
    1,
  ],
  [rejected(3, 2, 2), "association rejected: no. Try again later.", 1],
  [rejected(1, 1), "association rejected: no. Look into the log of the other side.", 1],
  [
    new AssociationAbortedError({ source: 0, reason: 0, text: "by the peer" }),
    "association aborted: by the peer. Look into the log of the other side.",
    1,
  ],
  [
    new NoAcceptedContextError(
      "none",
      [],
      [{ abstractSyntax: "1.2.840.10008.1.1", result: 3, transferSyntax: undefined }],
    ),
    "no context was accepted for Verification SOP Class. The other side does not offer this.",
    1,
  ],
  [new NoAcceptedContextError("none", [], []), "none. The other side does not offer this.", 1],
  [new DecodeError("X", "broken answer"), "broken answer. Look into the log of the other side.", 1],
];

for (const [error, sentence, exitCode] of CASES) {
  test(sentence, async () => {
    const explanation = (await thrown(error)) as Error & { exitCode?: number };
    assert.is(explanation.message, `ANY-SCP at 192.0.2.1:104: ${sentence}`);
    assert.is(explanation.exitCode, exitCode);
  });
}

test("an AE title that cannot be is the caller's mistake", async () => {
  const error = (await thrown(new InvalidArgumentError("ARG_AE_TITLE", "aec: too long"))) as {
    exitCode?: number;
  };
  assert.is(error.exitCode, 2);
});

test("leaves alone what is no error of the network", async () => {
  const bug = new TypeError("x");
  assert.is(await thrown(bug), bug);
});

test("says a status with its code, meaning and comment", () => {
  assert.is(explainStatus(0xa700, "C-STORE", "disk"), "status A700, out of resources (disk)");
  assert.is(explainStatus(0x0111, "N-CREATE"), "status 0111, duplicate SOP instance");
});
