/** A server that is killed while it stores: what it answered with Success is there afterwards, and nothing is half there. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { connect, type EncodedInstance } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { LONG_RUN_LIMIT_MS, runCount } from "../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer } from "../support/built-server.ts";
import { CT_IMAGE_STORAGE, ctObject } from "../support/objects.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("interop/minipacs killed", { timeoutMs: LONG_RUN_LIMIT_MS });

const ROUNDS = runCount(6, 50);
/** Associations that send at the same time. */
const SENDERS = 3;
/** Small ones are written in one go, large ones as they come. */
const MAX_PIXEL_BYTES = 3_000_000;

/** What a sender knows of one UID: the bytes that were answered with Success, and those that may have arrived. */
interface Sent {
  answered: Uint8Array | undefined;
  latest: Uint8Array;
}

type Listed = { SOPInstanceUID: string; PatientID: string; byteCount: number };

test(`nothing is lost and nothing is half there after ${ROUNDS} times SIGKILL`, () =>
  withFolder(async (dataDir) => {
    const sent = new Map<string, Sent>();
    let answeredCount = 0;
    let interruptedCount = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const server = await start(dataDir);
      if (round > 0) await check(server, dataDir, sent);
      const onAnswer = { count: 0, target: 1 + Math.floor(Math.random() * 20) };
      const senders = Array.from({ length: SENDERS }, (_, sender) =>
        sendUntilKilled(server.port, `1.7.${sender}`, sent, () => {
          onAnswer.count += 1;
          answeredCount += 1;
          if (onAnswer.count === onAnswer.target) {
            setTimeout(() => server.signal("SIGKILL"), Math.random() * 60);
          }
        }),
      );
      interruptedCount += (await Promise.all(senders)).filter(Boolean).length;
      assert.is((await server.closed).signal, "SIGKILL");
    }
    const server = await start(dataDir);
    await check(server, dataDir, sent);
    await server.stop();
    // Otherwise this would have shown nothing.
    assert.ok(answeredCount >= ROUNDS && interruptedCount >= ROUNDS, `${answeredCount}, ${interruptedCount}`);
  }));

const start = (dataDir: string) =>
  BuiltServer.start([
    ...["--headless", "--port", "0", "--http-port", "0", "--data-dir", dataDir, "--log-format", "json"],
  ]);

/** Sends new objects, and now and then an earlier one with other bytes; resolves with whether one was on its way. */
async function sendUntilKilled(
  port: number,
  root: string,
  sent: Map<string, Sent>,
  onAnswer: () => void,
): Promise<boolean> {
  const { transferSyntaxUid } = ctObject();
  const association = await connect({
    ...{ host: "127.0.0.1", port },
    contexts: [{ abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [transferSyntaxUid] }],
  }).catch(() => undefined);
  if (!association) return false;
  for (;;) {
    const mine = [...sent.keys()].filter((uid) => uid.startsWith(`${root}.`));
    const uid =
      mine.length > 5 && Math.random() < 0.25
        ? mine[Math.floor(Math.random() * mine.length)]!
        : `${root}.${mine.length}`;
    const object = randomObject(uid);
    const known = sent.get(uid) ?? { answered: undefined, latest: object.data };
    known.latest = object.data;
    sent.set(uid, known);
    try {
      const { status } = await association.store(object);
      assert.is(status, 0);
    } catch {
      return true;
    }
    known.answered = object.data;
    onAnswer();
  }
}

function randomObject(uid: string): EncodedInstance & { data: Uint8Array } {
  const length = Math.random() < 0.7 ? 2000 : 2 * Math.floor(Math.random() * (MAX_PIXEL_BYTES / 2));
  const pixels = new Uint8Array(length).fill(Math.floor(Math.random() * 256));
  const object = ctObject({ PatientID: `P${Math.random()}`, BitsAllocated: 16, PixelData: pixels }, uid);
  return { ...object, data: object.data as Uint8Array };
}

/** Compares what is listed with what lies there, and both with what was sent. */
async function check(server: BuiltServer, dataDir: string, sent: Map<string, Sent>): Promise<void> {
  await server.line(/"index.reconciled".*\n/);
  assert.equal(await readdir(join(dataDir, "incoming")), []);
  const httpPort = /"httpPort":(\d+)/.exec(server.stdout)?.[1];
  const answer = await fetch(`http://127.0.0.1:${httpPort}/api/instances?limit=100000`);
  const { items } = (await answer.json()) as { items: Listed[] };
  const listed = new Map(items.map((item) => [item.SOPInstanceUID, item]));
  assert.is(listed.size, items.length, "each once");
  for (const [uid, { answered, latest }] of sent) {
    const item = listed.get(uid);
    if (!item) {
      assert.is(answered, undefined, `${uid} was answered with Success and is not listed`);
      sent.delete(uid);
      continue;
    }
    const file = await readFile(join(dataDir, "objects", "1.2.3.1", "1.2.3.2", `${uid}.dcm`));
    assert.is(file.length, item.byteCount);
    const isWhole = [answered, latest].some((data) => data && file.subarray(-data.length).equals(data));
    assert.ok(isWhole, `${uid} is neither what was answered nor what came then`);
    const patientId = /P0\.\d+(e-\d+)?/.exec(file.toString("latin1"))?.[0];
    assert.is(item.PatientID, patientId, "the index says what the file says");
    // What is there now is what counts from here on.
    const data = [answered, latest].find(
      (candidate) => candidate && file.subarray(-candidate.length).equals(candidate),
    );
    sent.set(uid, { answered: data, latest: data as Uint8Array });
    listed.delete(uid);
  }
  assert.equal([...listed.keys()], [], "nothing that was not sent");
}
