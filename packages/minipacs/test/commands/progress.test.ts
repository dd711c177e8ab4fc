import { serve, store } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { formatProgress, Progress, type ProgressFigures } from "../../src/commands/progress.ts";
import { ctObject } from "../support/objects.ts";

const test = testSuite("minipacs/progress");

const CLEAR = "\r\x1b[K";
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Collects what is drawn. */
class Terminal {
  isTTY = true;
  columns = 100;
  readonly writes: { text: string; atMs: number }[] = [];
  write(text: string): void {
    this.writes.push({ text, atMs: performance.now() });
  }
}

const FIGURES: [string, Omit<ProgressFigures, "elapsedMs">, number | undefined, string][] = [
  [
    "by bytes where their number is known",
    { doneCount: 3, totalCount: 12, totalBytes: 8e6, bytes: 2e6, bytesPerSecond: 1e6 },
    0.25,
    "3/12  2.0 MB  1.0 MB/s  0:06 left",
  ],
  [
    "by count without them",
    { doneCount: 3, totalCount: 12, failedCount: 1, bytes: 0, bytesPerSecond: 0 },
    0.25,
    "3/12  1 failed  0:30 left",
  ],
  [
    "without a share where nobody tells how many come",
    { doneCount: 3, bytes: 5000, bytesPerSecond: 1000 },
    undefined,
    "3 objects  5.0 kB  1.0 kB/s",
  ],
  [
    "never more than all",
    { doneCount: 1, totalCount: 1, totalBytes: 10, bytes: 25, bytesPerSecond: 10 },
    1,
    "1/1  25 bytes  10 bytes/s  0:00 left",
  ],
  [
    "hours",
    { doneCount: 0, totalCount: 9, totalBytes: 3_723_000, bytes: 0, bytesPerSecond: 1000 },
    0,
    "0/9  1:02:03 left",
  ],
];

for (const [what, figures, share, text] of FIGURES) {
  test(what, () => assert.equal(formatProgress({ ...figures, elapsedMs: 10_000 }), { share, text }));
}

test("draws a bar at most ten times a second, below what is written aside, and clears it", async () => {
  const terminal = new Terminal();
  let doneCount = 0;
  const progress = new Progress({ state: () => ({ doneCount, totalCount: 4 }), stream: terminal });
  await pause(300);
  assert.equal(terminal.writes, [], "nothing for what may be short");
  doneCount = 2;
  await pause(700);
  const drawn = terminal.writes.map(({ text }) => text);
  assert.ok(drawn.length >= 2, `${drawn.length} drawn`);
  for (const line of drawn) {
    assert.ok(line.startsWith(`${CLEAR}[###############               ]  2/4  0:0`), JSON.stringify(line));
    assert.ok(line.length < CLEAR.length + terminal.columns);
  }
  for (const [index, { atMs }] of terminal.writes.entries()) {
    if (index > 0) assert.ok(atMs - (terminal.writes[index - 1]?.atMs ?? 0) > 60);
  }
  progress.aside(() => terminal.write("a line\n"));
  assert.equal(
    terminal.writes.slice(-2).map(({ text }) => text),
    [CLEAR, "a line\n"],
  );
  await pause(250);
  progress.stop();
  assert.is(terminal.writes.at(-1)?.text, CLEAR);
  const { length } = terminal.writes;
  await pause(250);
  assert.is(terminal.writes.length, length);
});

test("leaves the bar out where the terminal is narrow", async () => {
  const terminal = Object.assign(new Terminal(), { columns: 16 });
  const progress = new Progress({ state: () => ({ doneCount: 1, totalCount: 2 }), stream: terminal });
  await pause(700);
  progress.stop();
  assert.match((terminal.writes[0]?.text ?? "").replace(CLEAR, ""), /^1\/2 {2}0:0\d left$/);
});

test("draws nothing where nobody looks", async () => {
  const piped = Object.assign(new Terminal(), { isTTY: false });
  const unwanted = new Terminal();
  const state = () => ({ doneCount: 1 });
  const all = [
    new Progress({ state, stream: piped }),
    new Progress({ state, stream: unwanted, isWanted: false }),
  ];
  await pause(700);
  for (const progress of all) {
    progress.aside(() => {});
    progress.stop();
  }
  assert.equal([...piped.writes, ...unwanted.writes], []);
});

test("counts the bytes that go its way", async () => {
  const server = await serve({ aeTitle: "NODE", port: 0, host: "127.0.0.1", handlers: { store() {} } });
  const terminals = { sent: new Terminal(), received: new Terminal() };
  const state = () => ({ doneCount: 1 });
  // Both ends are in this process: what one sends the other receives. Without a direction nothing counts.
  const all = [
    new Progress({ state, stream: terminals.sent, direction: "sent" }),
    new Progress({ state, stream: terminals.received, direction: "received" }),
  ];
  const none = new Terminal();
  all.push(new Progress({ state, stream: none }));
  try {
    const object = { ...ctObject(), data: new Uint8Array(100_000) };
    await store({ host: "127.0.0.1", port: server.port }, [object]);
    await pause(700);
  } finally {
    for (const progress of all) progress.stop();
    await server.close({ drainMs: 0 });
  }
  for (const { writes } of Object.values(terminals)) {
    assert.match(writes[0]?.text ?? "", /1 objects {2}100 kB {2}/);
  }
  assert.match(none.writes[0]?.text ?? "", /K1 objects$/);
});
