import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { diskPace, writeFile } from "../../src/scp/write-file.ts";
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

/** Numbers of the pieces, of 60, that were asked for while other work was done: `onPiece` is called for each. */
async function turnsWhileWriting(path: string, onPiece: () => void): Promise<Set<number>> {
  const piece = Uint8Array.from({ length: 300_000 }, (_, i) => i * 7);
  const pieces = [piece, PIECES[0]!];
  let count = 1;
  const turns = new Set<number>();
  const turn = setInterval(() => turns.add(count), 0);
  const next = async () => {
    if (count === 60) return undefined;
    count += 1;
    onPiece();
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
    const before = diskPace.elsewhereUntilMs;
    let nowMs = 0;
    let readCount = 0;
    const slowCall = (call: number) => {
      [nowMs, readCount, diskPace.elsewhereUntilMs] = [0, 0, 0];
      const now = () => {
        readCount += 1;
        // Two readings a call: between those of this one 3 ms pass.
        if (readCount === 2 * call) nowMs += 3;
        return nowMs;
      };
      Object.assign(globalThis, { performance: { now } });
    };
    const pass = () => {
      nowMs += 2;
    };
    try {
      slowCall(Number.POSITIVE_INFINITY);
      assert.is((await turnsWhileWriting(join(folder, "a"), pass)).size, 0, "all in this thread");
      slowCall(10);
      const turns = await turnsWhileWriting(join(folder, "b"), pass);
      // 60 ms by others, at 2 ms a piece.
      assert.ok(
        turns.size > 0 && [...turns].every((piece) => piece >= 11 && piece <= 41),
        [...turns].join(" "),
      );
      assert.is(readCount, 2 * 60 - 29, "29 calls, of which the end is not looked at");
    } finally {
      Object.assign(globalThis, { performance: own });
      diskPace.elsewhereUntilMs = before;
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
