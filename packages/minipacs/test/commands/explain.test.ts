import { DecodeError, InvalidArgumentError } from "@minipacs/dicom-core";
import {
  AssociationAbortedError,
  AssociationRejectedError,
  DimseStatusError,
  NoAcceptedContextError,
  STUDY_ROOT_GET,
  type StatusService,
  TimeoutError,
  TransportError,
} from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { explained, explainStatus, explainUnsendable } from "../../src/commands/explain.ts";
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
    new TimeoutError("connect", 10_000),
    "no connection within 10 s. Check host and port, the firewall, and whether it is DICOM that listens there.",
    1,
  ],
  [
    rejected(1, 3),
    "association rejected: no. The other side does not know our AE title: give one that it knows with --aet, or have it added there.",
    1,
  ],
  [
    rejected(1, 7),
    "association rejected: no. This is not the AE title of the other side: give it with --aec.",
    1,
  ],
  [rejected(3, 2, 2), "association rejected: no. Try again later.", 1],
  [
    rejected(1, 1),
    "association rejected: no. Often it is an AE title: check --aec and --aet, and the log of the other side.",
    1,
  ],
  [rejected(2, 2), "association rejected: no. Look into the log of the other side.", 1],
  [
    new TimeoutError("response", 300_000),
    "no response within 300 s. Look into the log of the other side.",
    1,
  ],
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
    "no context was accepted for Verification SOP Class (abstract syntax not supported). The other side does not offer this.",
    1,
  ],
  [new NoAcceptedContextError("none", [], []), "none. Look into the log of the other side.", 1],
  [new DecodeError("X", "broken answer"), "broken answer. Look into the log of the other side.", 1],
];

for (const [error, sentence, exitCode] of CASES) {
  test(sentence, async () => {
    const explanation = (await thrown(error)) as Error & { exitCode?: number };
    assert.is(explanation.message, `ANY-SCP at 192.0.2.1:104: ${sentence}`);
    assert.is(explanation.exitCode, exitCode);
  });
}

const STATUSES: [number, StatusService, RegExp][] = [
  [0x0122, "C-FIND", /^status 0122, SOP class not supported\. .* try another --model\.$/],
  [0x0124, "C-MOVE", /^status 0124, not authorized\. .* with --aet\.$/],
  [0xa700, "C-FIND", /^status A700, out of resources\. Ask for less at a time, or try again later\.$/],
  [0xa701, "C-GET", /^status A701, .* Ask for less at a time\.$/],
  [0xa702, "C-GET", /^status A702, .* can be sent as they are/],
  [0xa702, "C-MOVE", /^status A702, .* See whether THEM runs/],
  [0xa801, "C-MOVE", /^status A801, move destination unknown\. .* know the AE title THEM, .* --dest\.$/],
  [0xa900, "C-GET", /^status A900, .* Level and keys may not fit/],
  [0xc001, "N-CREATE", /^status C001, failure \(odd\)\. Look into the log/],
  [
    0xc001,
    "C-FIND",
    /^status C001, unable to process \(odd\)\. Level and keys may not fit: .* Look into the log/,
  ],
];

for (const [status, service, sentence] of STATUSES) {
  test(`status ${status.toString(16)} of ${service}`, async () => {
    const comment = status === 0xc001 ? "odd" : undefined;
    const run = () => Promise.reject(new DimseStatusError(status, comment));
    const error = await rejection(explained(target, run, { service, destination: "THEM" }));
    assert.match(error.message.replace("ANY-SCP at 192.0.2.1:104: ", ""), sentence);
  });
}

test("of several contexts only what was wanted is told", async () => {
  const answered = [
    { abstractSyntax: STUDY_ROOT_GET, result: 3, transferSyntax: undefined },
    { abstractSyntax: "1.2.840.10008.5.1.4.1.1.2", result: 4, transferSyntax: undefined },
  ];
  const error = new NoAcceptedContextError("none", [], answered, { abstractSyntax: STUDY_ROOT_GET });
  const { message } = await rejection(explained(target, () => Promise.reject(error), { service: "C-GET" }));
  assert.match(message, /accepted for Study Root[^,]*GET \(abstract syntax not supported\)\. .*--model\.$/);
});

test("an AE title that cannot be is the caller's mistake", async () => {
  const error = (await thrown(
    new InvalidArgumentError("ARG_AE_TITLE", "calledAeTitle: too long"),
  )) as Error & {
    exitCode?: number;
  };
  assert.is(error.exitCode, 2);
  assert.is(error.message, "An AE title cannot be used: --aec: too long.");
});

test("leaves alone what is no error of the network", async () => {
  const bug = new TypeError("x");
  assert.is(await thrown(bug), bug);
});

test("says a status with its code, meaning and comment", () => {
  assert.is(explainStatus(0xa700, "C-STORE", "disk"), "status A700, out of resources (disk)");
  assert.is(explainStatus(0x0111, "N-CREATE"), "status 0111, duplicate SOP instance");
});

const CT = "1.2.840.10008.5.1.4.1.1.2";
const BASELINE = "1.2.840.10008.1.2.4.50";

test("says what kind of object is not taken, and what would be", () => {
  const unsendable = (...answers: [result: number, transferSyntax?: string][]) => {
    const answered = answers.map(([result, transferSyntax]) => ({
      abstractSyntax: CT,
      result,
      transferSyntax,
    }));
    const wanted = { abstractSyntax: CT, transferSyntax: BASELINE };
    return explainUnsendable(new NoAcceptedContextError("none", [], answered, wanted));
  };
  const ct = "the other side takes no CT Image Storage";
  assert.is(unsendable([3], [3]), ct);
  assert.is(unsendable([3]), `${ct}, or not in JPEG Baseline (Process 1)`);
  assert.is(unsendable([4]), `${ct} in JPEG Baseline (Process 1): convert the file first`);
  assert.is(
    unsendable([4], [0, "1.2.840.10008.1.2.1"], [0, "1.2.840.10008.1.2.1"]),
    `${ct} in JPEG Baseline (Process 1) (but in Explicit VR Little Endian): convert the file first`,
  );
  assert.is(explainUnsendable(new NoAcceptedContextError("none", [], [])), "none");
});
