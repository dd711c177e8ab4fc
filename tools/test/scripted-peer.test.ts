import * as assert from "uvu/assert";
import { assertBytes, bytes } from "./assert-bytes.ts";
import { parseWireSession, ScriptedPeer } from "./scripted-peer.ts";
import { testSuite } from "./suite.ts";

const test = testSuite("tools/scripted-peer");

/** Joins both ends. */
async function pair(): Promise<[ScriptedPeer, ScriptedPeer]> {
  const { port, connected } = await ScriptedPeer.listen();
  const near = await ScriptedPeer.connect(port);
  return [near, await connected];
}

async function failure(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "did not fail",
    (error: Error) => error.message,
  );
}

test("reads settings, comments and all kinds of bytes", () => {
  const { settings, steps } = parseWireSession(
    "x.txt",
    ["# comment", "event: a # first", "event: b", "", 'send 01 "A\\r\\n"  # bytes', "  3*ff", "end"].join(
      "\n",
    ),
  );
  assert.equal(settings.get("event"), ["a", "b"]);
  assert.equal(
    steps.map(({ kind, line }) => [kind, line]),
    [
      ["send", 5],
      ["end", 7],
    ],
  );
  const [send] = steps;
  assert.is(send?.kind, "send");
  if (send?.kind === "send") assertBytes(send.bytes, bytes`01 41 0d 0a ff ff ff`);
});

test("refuses what it does not know, with name and line", () => {
  for (const step of ["sleep 5", "recv A-NOTHING", "send 0", "send xy"]) {
    assert.throws(() => parseWireSession("x.txt", `\n${step}`), /x\.txt:2/);
  }
});

test("two scripts that fit each other play to their end", async () => {
  const [near, far] = await pair();
  await Promise.all([
    near.play(
      parseWireSession("near.txt", "send 05 00 00 00 00 04 00 00 00 00\nrecv A-RELEASE-RP\nwait-close\nend"),
    ),
    far.play(
      parseWireSession(
        "far.txt",
        "recv A-RELEASE-RQ 05 .. 00 00 00 04 .. .. .. ..\npause 5\n" +
          "send-bytewise 06 00 00 00 00 04 00 00 00 00\nend\nwait-close",
      ),
    ),
  ]);
  near.destroy();
  far.destroy();
});

test("a PDU of another type, other bytes, too many bytes and an early close fail", async () => {
  const cases: [script: string, sent: string, message: RegExp][] = [
    ["recv A-ABORT", "06 00 00 00 00 01 aa", /expected A-ABORT .*received A-RELEASE-RP 06 00 00 00 00 01 aa/],
    ["recv A-ABORT 07 00 00 00 00 01 bb", "07 00 00 00 00 01 aa", /expected A-ABORT 07 .* bb, received/],
    ["recv A-ABORT 07 00", "07 00 00 00 00 01 aa", /expected A-ABORT 07 00, received/],
    ["wait-close", "07 00", /unread: 07 00/],
    ["recv P-DATA-TF", "04 00 00", /closed; unread: 04 00 00/],
  ];
  for (const [script, sent, message] of cases) {
    const [near, far] = await pair();
    far.send(bytes(sent));
    far.end();
    const text = await failure(near.play(parseWireSession("x.txt", script)));
    assert.match(text, message);
    assert.match(text, /^x\.txt:1: /);
    near.destroy();
    far.destroy();
  }
});

test("waiting for what does not come ends", async () => {
  const [near, far] = await pair();
  assert.match(await failure(near.receive(20)), /nothing came in 20 ms/);
  assert.match(await failure(near.closed(20)), /nothing came in 20 ms; not closed/);
  near.destroy();
  far.destroy();
});
