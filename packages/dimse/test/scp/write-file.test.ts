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

test("writes a large file in order, in this thread and then in others", async () => {
  await withFolder(async (folder) => {
    const piece = Uint8Array.from({ length: 300_000 }, (_, i) => i * 7);
    let left = 6;
    const next = async () => {
      left -= 1;
      return left > 0 ? [piece, PIECES[0]!] : undefined;
    };
    const path = join(folder, "a");
    assert.is(await writeFile(path, [piece, PIECES[0]!], next), 6 * 300_002);
    const six = Array.from({ length: 6 }, () => [piece, PIECES[0]!]).flat();
    assertBytes(new Uint8Array(await readFile(path)), new Uint8Array(Buffer.concat(six)));
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
