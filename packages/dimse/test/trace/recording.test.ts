import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { blocksOf } from "../../../../tools/documents/code-blocks.ts";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createProposal } from "../../src/association/proposal.ts";
import { encodePdu } from "../../src/pdu/encode-pdu.ts";
import { echo } from "../../src/scu/echo.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { recordSession } from "../../src/trace/capture.ts";
import { subscribeTrace } from "../../src/trace/channels.ts";
import { parseRecording, readRecording } from "../../src/trace/parse-recording.ts";
import { redactPdu } from "../../src/trace/redact.ts";
import { startLoopback, withFolder } from "../support/loopback.ts";

const test = testSuite("dimse/trace recording");

/** Runs echoes against a server in this process. */
async function echoes(count: number, each: (port: number) => Promise<unknown> = defaultEcho): Promise<void> {
  const loopback = await startLoopback({ handlers: { echo() {} } });
  try {
    for (let i = 0; i < count; i += 1) await each(loopback.port);
  } finally {
    await loopback.close();
  }
}
const defaultEcho = (port: number) => echo({ host: "127.0.0.1", port, callingAeTitle: "CT1" });

class MemorySink {
  text = "";
  isClosed = false;

  write(part: string): void {
    this.text += part;
  }

  close(): void {
    this.isClosed = true;
  }
}

test("what is recorded is what was on the wire, on both sides alike", async () => {
  const sink = new MemorySink();
  const raw: Uint8Array[] = [];
  const end = subscribeTrace({
    pdu: (pdu) => {
      if (pdu.association.side === "acceptor") raw.push(pdu.bytes.slice());
    },
  });
  const recorder = recordSession(sink);
  await echoes(2);
  recorder.close();
  recorder.close();
  end();
  assert.ok(sink.isClosed);
  assert.is(recorder.writtenBytes, Buffer.byteLength(sink.text));
  const { associations, isCut, isRedacted } = parseRecording(sink.text);
  assert.equal([isCut, isRedacted], [false, true]);
  assert.equal(
    associations.map(({ id, outcome, isFromStart }) => [id, outcome, isFromStart]),
    [1, 2, 3, 4].map((id) => [id, "released", true]),
  );
  const bySide = (side: string) => associations.filter((association) => association.side === side);
  const acceptor = bySide("acceptor").flatMap(({ steps }) => steps);
  assert.is(acceptor.length, raw.length);
  for (const [index, step] of acceptor.entries()) {
    assert.ok(step.kind === "pdu");
    assertBytes(step.bytes, raw[index]!);
  }
  const shape = (side: string) =>
    bySide(side).map(({ steps }) =>
      steps.map((step) => step.kind === "pdu" && [step.by, step.type, step.bytes]),
    );
  assert.equal(shape("requestor"), shape("acceptor"));
  assert.match(sink.text, /# *calling AE title: "CT1"/);
  assert.ok(sink.text.split("\n").every((line) => line.length < 160));
});

test("a filter leaves associations out, numbers go from 1", async () => {
  const sink = new MemorySink();
  const recorder = recordSession(sink, { filter: ({ side }) => side === "acceptor" });
  await echoes(2);
  recorder.close();
  const { associations } = parseRecording(sink.text);
  assert.equal(
    associations.map(({ id, side, remote }) => [id, side, remote.replace(/\d+$/, "")]),
    [
      [1, "acceptor", "127.0.0.1:"],
      [2, "acceptor", "127.0.0.1:"],
    ],
  );
});

test("an association that was open before is marked", async () => {
  const loopback = await startLoopback({ handlers: { echo() {} } });
  const sink = new MemorySink();
  try {
    const association = await loopback.connect({ contexts: [{ abstractSyntax: VERIFICATION }] });
    const recorder = recordSession(sink);
    await association.echo();
    await association.release();
    await loopback.first("association-released");
    recorder.close();
  } finally {
    await loopback.close();
  }
  assert.equal(
    parseRecording(sink.text).associations.map(({ isFromStart }) => isFromStart),
    [false, false],
  );
});

test("over its limit the recording ends with a mark and can be read", async () => {
  const sink = new MemorySink();
  const recorder = recordSession(sink, { maxBytes: 6000 });
  await echoes(3);
  assert.ok(recorder.isCut && sink.isClosed);
  recorder.close();
  assert.ok(Buffer.byteLength(sink.text) <= 6000);
  assert.match(sink.text, /\ncut # .*6000 bytes/);
  assert.is(parseRecording(sink.text).isCut, true);
});

test("a disk that is full ends the recording, not the associations", async () => {
  const errors: unknown[] = [];
  let written = 0;
  const full = {
    write(text: string) {
      written += text.length;
      if (written > 3000) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
    },
  };
  const recorder = recordSession(full, { onError: (error) => errors.push(error) });
  await echoes(3);
  assert.is(errors.length, 1);
  assert.is(recorder.error, errors[0]);
  assert.throws(
    () => recorder.close(),
    (error: Error & { code: string; details: object }) => {
      assert.equal(error.details, { errno: "ENOSPC" });
      return error.code === "TRACE_WRITE";
    },
  );
});

test("files: written at once, replaced only if recordings, refused where they cannot be", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "session.txt");
    for (const count of [2, 1]) {
      const recorder = recordSession(path, { filter: ({ side }) => side === "requestor" });
      await echoes(count);
      // Before it is closed: nothing waits in memory.
      assert.is((await readRecording(path)).associations.length, count);
      recorder.close();
    }
    const other = join(folder, "image.dcm");
    writeFileSync(other, "something else");
    const refuses = (target: string, code: string) =>
      assert.throws(
        () => recordSession(target),
        (error: { code: string }) => error.code === code,
      );
    refuses(other, "TRACE_FILE_EXISTS");
    assert.is(await readFile(other, "utf8"), "something else");
    refuses(join(other, "below"), "TRACE_WRITE");
    refuses(folder, "TRACE_WRITE");
    if (process.platform === "linux") refuses("/dev/full", "TRACE_WRITE");
  });
});

/** A proposal with user identity. PS3.7 D.3.3.7. */
function identityRequest(type: number, primary: string, secondary: string): Uint8Array {
  const proposal = createProposal({
    ...{ calledAeTitle: "A", callingAeTitle: "B", contexts: [{ abstractSyntax: VERIFICATION }] },
    ...{ maxPduLengthBytes: 16_384, implementationClassUid: "1.2.3", implementationVersionName: "V" },
  });
  proposal.userInformation.userIdentity = {
    ...{ type, positiveResponseRequested: true },
    ...{ primaryField: Buffer.from(primary), secondaryField: Buffer.from(secondary) },
  };
  return encodePdu(proposal);
}

test("user identity is replaced by as many asterisks", () => {
  const bytes = identityRequest(2, "joe", "secret");
  const before = bytes.slice();
  const redacted = redactPdu(bytes);
  assertBytes(bytes, before);
  assertBytes(redacted, identityRequest(2, "***", "******"));
  assertBytes(redactPdu(identityRequest(5, "eyJ.token", "")), identityRequest(5, "*********", ""));
  const cut = bytes.subarray(0, bytes.length - 2);
  assert.not.ok(Buffer.from(redactPdu(cut)).includes("secr"));
  const data = Uint8Array.of(4, 0, 0, 0, 0, 0);
  assert.is(redactPdu(data), data);
  // As it lies in a buffer of Node, whose slices are views.
  const slab = Buffer.concat([Buffer.alloc(100), bytes]);
  assertBytes(redactPdu(slab.subarray(100)), identityRequest(2, "***", "******"));
  assertBytes(slab.subarray(100), before);
});

test("a server that is recorded gets the passcode as it was sent", async () => {
  const sink = new MemorySink();
  const recorder = recordSession(sink);
  const seen: unknown[] = [];
  const loopback = await startLoopback({
    handlers: { echo() {} },
    authenticate: (identity) => {
      seen.push(identity?.username, identity?.passcode);
      return true;
    },
  });
  try {
    const association = await loopback.connect({
      contexts: [{ abstractSyntax: VERIFICATION }],
      userIdentity: { type: "username-passcode", primary: "doe", secondary: "Geheimnis" },
    });
    await association.release();
  } finally {
    recorder.close();
    await loopback.close();
  }
  assert.equal(seen, ["doe", "Geheimnis"]);
  assert.not.match(sink.text, Buffer.from("Geheimnis").toString("hex"));
});

test("the recording in docs/trace.md is one", () => {
  const [text = ""] = blocksOf("docs/trace.md", "");
  const { associations } = parseRecording(text);
  assert.equal(
    associations.map(({ steps }) => steps.length),
    [2],
  );
});

test("the diff of docs/trace.md leaves times out, and nothing else", async () => {
  const page = await readFile(repositoryPath("docs/trace.md"), "utf8");
  const [, ...options] = /`diff ([^`]+)`/.exec(page)?.[1]?.split(/ ?-I /) ?? [];
  assert.is(options.length, 2);
  const args = options.flatMap((pattern) => ["-I", pattern.replaceAll("'", "")]);
  const [text = ""] = blocksOf("docs/trace.md", "");
  const later = text.replace(/^( *at ).*$/gm, "$19.5");
  assert.is.not(later, text);
  await withFolder(async (folder) => {
    const diff = async (other: string) => {
      const paths = [join(folder, "one.txt"), join(folder, "other.txt")] as const;
      writeFileSync(paths[0], text);
      writeFileSync(paths[1], other);
      return runTool("diff", [...args, ...paths]);
    };
    assert.equal(await diff(later), { code: 0, stdout: "", stderr: "", output: "" });
    const { code, stdout } = await diff(later.replace("06 00 00 00 00 04", "06 00 00 00 00 05"));
    assert.is(code, 1);
    assert.match(stdout, /^> {3}06 00 00 00 00 05/m);
  });
});

test("what is no recording is refused with its line", () => {
  const head = "minipacs-recording 1\nassociation 1 opened\n  recorded-by acceptor\n";
  const wrong: [string, RegExp][] = [
    ["", /line 1: no recording/],
    ["GET / HTTP/1.1", /line 1: no recording/],
    ["minipacs-recording 2", /another version/],
    [`${head}nonsense`, /line 4: "nonsense"/],
    [`${head}2 requestor A-ABORT, 10 bytes`, /line 4: association 2 has not been opened/],
    [`${head}1 server A-ABORT, 10 bytes`, /line 4: requestor or acceptor/],
    [`${head}1 requestor A-NONSENSE, 10 bytes`, /line 4: a PDU/],
    [`${head}1 requestor A-ABORT, 10 bytes\n  07 00 xx`, /line 5: bytes of a PDU/],
    [
      `${head}1 requestor A-ABORT, 10 bytes\n  07 00\nat 3`,
      /line 6: the PDU of line 4 has 2 bytes instead of 10/,
    ],
    [`${head}at soon`, /line 4: a time/],
    [`${head}association 1 opened`, /line 4: the number of an association must be new/],
  ];
  for (const [text, message] of wrong) {
    assert.throws(
      () => parseRecording(text),
      (error: Error & { code: string }) => error.code === "TRACE_SYNTAX" && message.test(error.message),
      text,
    );
  }
});

test("a process that was killed within a PDU leaves a recording that is cut", () => {
  const recording = parseRecording(
    "minipacs-recording 1\nassociation 1 opened\n1 requestor A-ABORT, 10 bytes\n  07 00 00 00",
  );
  assert.is(recording.isCut, true);
  assert.is(recording.associations[0]?.steps.length, 0);
});
