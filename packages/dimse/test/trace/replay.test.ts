import { once } from "node:events";
import { createServer, connect as openSocket } from "node:net";
import { createDataset, readDicomFile, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createProposal } from "../../src/association/proposal.ts";
import { DimseStatusError } from "../../src/errors.ts";
import { encodePdu } from "../../src/pdu/encode-pdu.ts";
import type { DimseHandlers } from "../../src/scp/handler-types.ts";
import type { ServeOptions } from "../../src/scp/serve.ts";
import { connect } from "../../src/scu/connect.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";
import { recordSession } from "../../src/trace/capture.ts";
import { parseRecording } from "../../src/trace/parse-recording.ts";
import type { SessionRecording } from "../../src/trace/recording-format.ts";
import { describeReplayDifference, type ReplayToOptions, replay } from "../../src/trace/replay.ts";
import { rejection, startLoopback } from "../support/loopback.ts";

const test = testSuite("dimse/trace replay", { timeoutMs: 30_000 });

const CT = "1.2.840.10008.5.1.4.1.1.2";
const { explicitVrLittleEndian: EXPLICIT } = TRANSFER_SYNTAX;

const image = readDicomFile(
  writeDicomFile({
    dataset: createDataset({
      ...{
        SOPClassUID: CT,
        SOPInstanceUID: "1.2.3.4",
        StudyInstanceUID: "1.2.1",
        SeriesInstanceUID: "1.2.2",
      },
      ...{ PatientID: "1", PixelData: Uint8Array.from({ length: 300_000 }, (_, i) => i % 251) },
    }),
    transferSyntaxUid: EXPLICIT,
  }),
);

const HANDLERS: DimseHandlers = {
  echo() {},
  async *find() {
    yield createDataset({ PatientName: "Test^A", AccessionNumber: "A1" });
    yield createDataset({ PatientName: "Test^B", AccessionNumber: "A2" });
  },
  async store(request) {
    for await (const _ of request.stream) {
      // To its end.
    }
  },
};

/** Echo, find and store on one association, echo on a second. */
async function session(port: number): Promise<void> {
  const contexts = [
    { abstractSyntax: VERIFICATION },
    { abstractSyntax: MODALITY_WORKLIST_FIND },
    { abstractSyntax: CT, transferSyntaxes: [EXPLICIT] },
  ];
  const target = { host: "127.0.0.1", port, callingAeTitle: "CT1" };
  const first = await connect({ ...target, contexts });
  await first.echo();
  const found: (string | undefined)[] = [];
  for await (const match of first.find("worklist", createDataset({ AccessionNumber: "", PatientName: "" }))) {
    found.push(match.getText("AccessionNumber"));
  }
  assert.equal(found, ["A1", "A2"]);
  assert.is((await first.store(image)).status, 0);
  await first.release();
  const second = await connect({ ...target, contexts: [{ abstractSyntax: VERIFICATION }] });
  await second.echo();
  await second.release();
}

async function withServer<T>(
  use: (port: number) => Promise<T>,
  options: Partial<ServeOptions> = {},
): Promise<T> {
  const loopback = await startLoopback({ handlers: HANDLERS, ...options });
  try {
    return await use(loopback.port);
  } finally {
    await loopback.close();
  }
}

/** Records one side of what `run` does against a server of ours. */
async function recorded(
  side: "requestor" | "acceptor",
  run: (port: number) => Promise<unknown> = session,
): Promise<SessionRecording> {
  let text = "";
  const sink = {
    write(part: string) {
      text += part;
    },
  };
  const recorder = recordSession(sink, { filter: (association) => association.side === side });
  await withServer(run);
  recorder.close();
  return parseRecording(text);
}

const to = (port: number, more: Partial<ReplayToOptions> = {}): ReplayToOptions => ({
  ...{ host: "127.0.0.1", port, timeoutMs: 5000 },
  ...more,
});

for (const side of ["requestor", "acceptor"] as const) {
  for (const compare of ["types", "content", "bytes"] as const) {
    test(`the same server answers the ${side}'s recording alike (${compare})`, async () => {
      const recording = await recorded(side);
      const result = await withServer((port) => replay(recording, to(port, { compare })));
      assert.equal(
        result.associations.map(({ differences }) => differences),
        [[], []],
      );
      assert.is(result.isMatch, true);
      assert.ok((result.associations[0]?.sentPduCount ?? 0) >= 7);
      assert.ok((result.associations[0]?.receivedPduCount ?? 0) >= 6);
    });

    test(`the same client finds its server in the ${side}'s recording (${compare})`, async () => {
      const recording = await recorded(side);
      let running: Promise<void> | undefined;
      const result = await replay(recording, {
        ...{ compare, timeoutMs: 5000 },
        listen: {
          port: 0,
          host: "127.0.0.1",
          onListening: (port) => {
            running = session(port);
          },
        },
      });
      await running;
      assert.equal(
        result.associations.map(({ differences }) => differences),
        [[], []],
      );
      assert.is(result.isMatch, true);
    });
  }
}

test("a server that has changed is told from the one that was recorded", async () => {
  const recording = await recorded("requestor");
  const changed: DimseHandlers = {
    ...HANDLERS,
    async *find() {
      yield createDataset({ PatientName: "Test^A", AccessionNumber: "OTHER" });
    },
    async store() {
      throw new DimseStatusError(0xa700, "full");
    },
  };
  const result = await withServer((port) => replay(recording, to(port, { timeoutMs: 300 })), {
    handlers: changed,
  });
  assert.is(result.isMatch, false);
  assert.equal(
    result.associations.map(({ isMatch }) => isMatch),
    [false, true],
  );
  const [first] = result.associations;
  const text = (first?.differences ?? []).map(describeReplayDifference).join("\n");
  assert.match(
    text,
    /^PDU \d \(line \d+\): C-FIND-RSP is not as recorded\n {2}\(0008,0050\) AccessionNumber: expected \["A1"\], received \["OTHER"\]/,
  );
  assert.match(text, "Status: expected FF00, received 0000");
});

test("a status, one that may be ignored, and an element that may", async () => {
  const recording = await recorded("requestor", async (port) => {
    const association = await connect({
      ...to(port),
      contexts: [{ abstractSyntax: MODALITY_WORKLIST_FIND }],
    });
    for await (const _ of association.find("worklist", createDataset({ AccessionNumber: "" }))) {
      // To its end.
    }
    await association.release();
  });
  const handlers: DimseHandlers = {
    async *find() {
      yield createDataset({ PatientName: "Test^A", AccessionNumber: "X1" });
      yield createDataset({ PatientName: "Test^B", AccessionNumber: "X2" });
    },
  };
  await withServer(
    async (port) => {
      const strict = await replay(recording, to(port));
      assert.equal(
        strict.associations[0]?.differences.map(({ details }) => details),
        [
          ['(0008,0050) AccessionNumber: expected ["A1"], received ["X1"]'],
          ['(0008,0050) AccessionNumber: expected ["A2"], received ["X2"]'],
        ],
      );
      assert.is((await replay(recording, to(port, { ignore: ["AccessionNumber"] }))).isMatch, true);
      assert.is((await replay(recording, to(port, { compare: "types" }))).isMatch, true);
    },
    { handlers },
  );
});

test("rejected, aborted, silent and gone: what came instead", async () => {
  const recording = await recorded("requestor", async (port) => {
    const association = await connect({ ...to(port), contexts: [{ abstractSyntax: VERIFICATION }] });
    await association.echo();
    await association.release();
  });
  const first = async (port: number) =>
    (await replay(recording, to(port, { timeoutMs: 100 }))).associations[0];
  const rejected = await withServer(first, { callingAeTitles: ["OTHER"] });
  assert.equal(rejected?.differences, [
    {
      ...{ kind: "unexpected", pdu: 2, line: rejected?.differences[0]?.line ?? 0 },
      ...{
        expected: "A-ASSOCIATE-AC",
        received: "A-ASSOCIATE-RJ",
        details: ["result 1, source 1, reason 3"],
      },
    },
  ]);
  for (const [act, kind, received] of [
    ["silent", "timeout", "nothing in 100 ms"],
    ["close", "closed", "the connection closed"],
    ["garbage", "unexpected", "no PDU has type 48H: the peer speaks HTTP"],
  ] as const) {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.resume();
      if (act === "close") socket.end();
      if (act === "garbage") socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const played = await first(port);
    assert.equal(
      played?.differences.map((difference) => [difference.kind, difference.received]),
      [[kind, received]],
    );
    await new Promise((resolve) => server.close(resolve));
  }
});

test("an abort is played", async () => {
  const recording = await recorded("requestor", async (port) => {
    const association = await connect({ ...to(port), contexts: [{ abstractSyntax: VERIFICATION }] });
    association.abort();
    await association.closed;
  });
  assert.is(recording.associations[0]?.outcome, "aborted");
  assert.is((await withServer((port) => replay(recording, to(port)))).isMatch, true);
});

/** Proposes an association and closes the connection once it is accepted. */
async function vanish(port: number): Promise<void> {
  const proposal = createProposal({
    ...{ calledAeTitle: "A", callingAeTitle: "B", contexts: [{ abstractSyntax: VERIFICATION }] },
    ...{ maxPduLengthBytes: 16_384, implementationClassUid: "1.2.3", implementationVersionName: "V" },
  });
  const socket = openSocket({ port, host: "127.0.0.1" });
  socket.write(encodePdu(proposal));
  await once(socket, "data");
  socket.end();
  await once(socket, "close");
}

test("a connection that was closed without a word is closed so again, and awaited", async () => {
  const recording = await recorded("acceptor", vanish);
  const [association] = recording.associations;
  assert.is(association?.outcome, "lost");
  assert.equal(
    association?.steps.map((step) => [step.by, step.kind]),
    [
      ["requestor", "pdu"],
      ["acceptor", "pdu"],
      ["requestor", "close"],
    ],
  );
  assert.is((await withServer((port) => replay(recording, to(port)))).isMatch, true);
  const listenTo = async (run: (port: number) => Promise<unknown>) => {
    let running: Promise<unknown> | undefined;
    const onListening = (port: number) => {
      running = run(port).catch(() => {});
    };
    const listen = { port: 0, host: "127.0.0.1", onListening };
    const { associations } = await replay(recording, { timeoutMs: 1000, compare: "types", listen });
    await running;
    return associations[0]?.differences.map(({ expected, received }) => [expected, received]);
  };
  assert.equal(await listenTo(vanish), []);
  const releases = async (port: number) => {
    const opened = await connect({ ...to(port), contexts: [{ abstractSyntax: VERIFICATION }] });
    await opened.release();
  };
  assert.equal(await listenTo(releases), [["the connection closed", "A-RELEASE-RQ"]]);
});

test("what cannot be played, and who is not there", async () => {
  const recording = await recorded("requestor", async (port) => {
    const association = await connect({ ...to(port), contexts: [{ abstractSyntax: VERIFICATION }] });
    await association.release();
  });
  const codeOf = async (promise: Promise<unknown>) => (await rejection(promise)).code;
  assert.is(await codeOf(replay(recording, to(1, { association: 7 }))), "TRACE_ASSOCIATION");
  assert.is(await codeOf(replay({ ...recording, associations: [] }, to(1))), "TRACE_ASSOCIATION");
  assert.is(await codeOf(replay(recording, to(1))), "TRANSPORT_CONNECT");
  assert.is(await codeOf(replay("/no/such/file", to(1))), "TRACE_READ");
  const listen = { port: 0, host: "127.0.0.1", timeoutMs: 50 };
  assert.is(await codeOf(replay(recording, { listen })), "TIMEOUT");
  const reason = new Error("enough");
  const given = rejection(replay(recording, { listen, signal: AbortSignal.abort(reason) }));
  assert.is(await given, reason);
});

test("a signal ends a replay that waits", async () => {
  const recording = await recorded("requestor", async (port) => {
    const association = await connect({ ...to(port), contexts: [{ abstractSyntax: VERIFICATION }] });
    await association.release();
  });
  const server = createServer((socket) => socket.on("error", () => {}).resume());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const controller = new AbortController();
  setTimeout(() => controller.abort(new Error("enough")), 30);
  const error = await rejection(
    replay(recording, to(port, { timeoutMs: 20_000, signal: controller.signal })),
  );
  assert.is(error.message, "enough");
  await new Promise((resolve) => server.close(resolve));
});

test("the recorded times are kept, or divided", async () => {
  const recording = await recorded("requestor", async (port) => {
    const association = await connect({ ...to(port), contexts: [{ abstractSyntax: VERIFICATION }] });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await association.release();
  });
  await withServer(async (port) => {
    const duration = async (speed?: number) =>
      (await replay(recording, to(port, { speed }))).associations[0]?.durationMs ?? 0;
    assert.ok((await duration(1)) >= 290);
    // A busy machine takes its time, too, and not always.
    const fast = Math.min(await duration(), await duration(), await duration());
    assert.ok(fast < 200, `${fast} ms`);
  });
});
