import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { writeFile } from "../../src/scp/write-file.ts";
import { rejection, withFolder } from "../support/loopback.ts";

const test = testSuite("dimse/write-file");

const PIECES = [Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)];

test("writes the pieces in order and returns the size", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "a");
    let turn = 0;
    const next = async () => {
      turn += 1;
      return turn < 3 ? PIECES : undefined;
    };
    assert.is(await writeFile(path, PIECES, next), 9);
    assertBytes(new Uint8Array(await readFile(path)), Uint8Array.of(1, 2, 3, 1, 2, 3, 1, 2, 3));
  });
});

/** Whether other work is done while a file of 60 pieces is written, by the number of the piece that was asked for. */
async function turnsWhileWriting(path: string): Promise<Set<number>> {
  const piece = Uint8Array.from({ length: 300_000 }, (_, i) => i * 7);
  const pieces = [piece, PIECES[0]!];
  let count = 1;
  const turns = new Set<number>();
  const turn = setInterval(() => turns.add(count), 0);
  const next = async () => {
    if (count === 60) return undefined;
    count += 1;
    return pieces;
  };
  try {
    assert.is(await writeFile(path, pieces, next), 60 * 300_002);
  } finally {
    clearInterval(turn);
  }
  const whole = Array.from({ length: 60 }, () => pieces).flat();
  assertBytes(new Uint8Array(await readFile(path)), new Uint8Array(Buffer.concat(whole)));
  return turns;
}

test("a large file is written in order in this thread, and by others for a while after a call that was slow", async () => {
  await withFolder(async (folder) => {
    const { performance: own } = globalThis;
    let callCount = 0;
    const clock = (slowCall: number) => {
      callCount = 0;
      // Two readings a call.
      return { now: () => (callCount++ === 2 * slowCall + 1 ? 100 : 0) };
    };
    try {
      Object.assign(globalThis, { performance: clock(Number.POSITIVE_INFINITY) });
      await turnsWhileWriting(join(folder, "a"));
      assert.is(callCount, 2 * 60, "all in this thread");
      Object.assign(globalThis, { performance: clock(9) });
      const turns = await turnsWhileWriting(join(folder, "b"));
      // The tenth is slow: with it 28 of 300,002 bytes are more than 8 MiB.
      assert.is(callCount, 2 * (60 - 27), "a part elsewhere");
      assert.ok(
        [...turns].every((piece) => piece >= 10 && piece <= 37),
        [...turns].join(" "),
      );
    } finally {
      Object.assign(globalThis, { performance: own });
    }
  });
});

test("writes more pieces than one system call takes", async () => {
  await withFolder(async (folder) => {
    const pieces = Array.from({ length: 5000 }, (_, i) => Uint8Array.of(i & 0xff));
    const whole = new Uint8Array(Buffer.concat(pieces));
    assert.is(await writeFile(join(folder, "a"), pieces, async () => undefined), 5000);
    assertBytes(new Uint8Array(await readFile(join(folder, "a"))), whole);
  });
});

test("removes the file where the source fails, and says which system error came", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "a");
    const failing = writeFile(path, PIECES, () => Promise.reject(new Error("gone")));
    assert.is((await rejection(failing)).message, "gone");
    assert.is((await rejection(access(path))).code, "ENOENT");
    const below = join(folder, "no", "folder");
    assert.is((await rejection(writeFile(below, PIECES, async () => undefined))).code, "ENOENT");
  });
});
