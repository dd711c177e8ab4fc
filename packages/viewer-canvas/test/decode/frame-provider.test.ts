/** The frames of stacks within a small budget: what is held, what is fetched ahead, what is decoded twice. */
import { DicomError, decodeFrame } from "@minipacs/dicom-core/frames";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { FrameProvider } from "../../src/decode/frame-provider.ts";
import { StackCache } from "../../src/decode/stack-cache.ts";
import { ImageStack } from "../../src/source/image-stack.ts";
import { phantom } from "../support/phantom.ts";

const test = testSuite("viewer/frame-provider");

/** UIDs of made-up files differ in length. */
const LENGTH_SLACK = 64;
/** A file of 64 by 64 pixels of 16 bits, with its header, and its frame. */
const FILE_BYTES = phantom({ attributes: { InstanceNumber: 1 } }).byteLength;
const FRAME_BYTES = 64 * 64 * 2;

function stackOf(sources: readonly Uint8Array[], budgetBytes: number) {
  const held = new StackCache(budgetBytes);
  const blobs = sources.map((bytes) => new Blob([bytes as Uint8Array<ArrayBuffer>]));
  const images = new ImageStack(blobs, held, { onCount() {} });
  const decoded: string[] = [];
  const provider = new FrameProvider(
    images,
    {
      async decode(file, frameIndex) {
        decoded.push(`${Number(file.dataset.get("InstanceNumber"))}/${frameIndex}`);
        return decodeFrame(file, frameIndex);
      },
    },
    held,
  );
  /** Looks at a frame as the viewer does, and lets everything come that was asked for. */
  const lookAt = async (index: number, next: readonly number[]) => {
    if (provider.peek(index) === undefined) await provider.frame(index);
    provider.prefetch([index, ...next.filter((at) => at >= 0 && at < images.frameCount)]);
    for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  /** Counted from what can be had, not from what the cache says. */
  const heldBytes = () => {
    const buffers = new Set<ArrayBufferLike>();
    for (let index = 0; index < images.frameCount; index += 1) {
      const { imageIndex } = images.place(index);
      for (const buffer of images.peek(imageIndex)?.buffers ?? []) buffers.add(buffer);
      const frame = provider.peek(index);
      if (frame === undefined) continue;
      buffers.add(frame.decoded.pixels.buffer);
      buffers.add(frame.file.dataset.element("PixelData")!.bytes.buffer);
    }
    return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
  };
  return { provider, images, held, decoded, lookAt, heldBytes };
}

const ahead = (index: number, direction = 1) =>
  Array.from({ length: 8 }, (_, i) => index + (i + 1) * direction);
const slices = (count: number) =>
  Array.from({ length: count }, (_, i) => phantom({ attributes: { InstanceNumber: i } }));

test("files and frames together stay within the budget, however far one scrolls", async () => {
  const budget = 5 * (FILE_BYTES + FRAME_BYTES);
  const { lookAt, heldBytes, held, decoded } = stackOf(slices(20), budget);
  for (let index = 0; index < 20; index += 1) {
    await lookAt(index, ahead(index));
    assert.ok(heldBytes() <= budget, `${heldBytes()} bytes at frame ${index}, of ${budget}`);
    assert.is(held.usedBytes, heldBytes());
  }
  assert.is(decoded.length, 20, "each once");
});

test("what is fetched ahead leaves the frame that is shown and those before it where they are", async () => {
  const { lookAt, provider } = stackOf(slices(20), 3.5 * (FILE_BYTES + FRAME_BYTES));
  await lookAt(4, ahead(4));
  const at = (index: number) => provider.peek(index) !== undefined;
  assert.equal([4, 5, 6].map(at), [true, true, true]);
  await lookAt(5, ahead(5));
  assert.equal([5, 6, 7].map(at), [true, true, true]);
  await lookAt(6, ahead(6, -1));
  assert.equal([6, 5, 4].map(at), [true, true, true]);
});

test("with a budget for nothing the frame that is looked at and the next one are held, and no other", async () => {
  const { lookAt, heldBytes, decoded } = stackOf(slices(9), 1);
  for (let index = 0; index < 9; index += 1) {
    await lookAt(index, ahead(index));
    assert.ok(heldBytes() <= 2 * (FILE_BYTES + FRAME_BYTES) + LENGTH_SLACK, `${heldBytes()}`);
  }
  assert.is(decoded.length, 9, "each once");
});

test("frames of one file count it once; it stays as long as one of them does", async () => {
  const film = phantom({ frames: 12, attributes: { InstanceNumber: 1 } });
  const budget = film.byteLength + 4.5 * FRAME_BYTES;
  const { lookAt, heldBytes, decoded, images } = stackOf([film], budget);
  for (const index of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) {
    await lookAt(index, ahead(index));
    assert.ok(
      heldBytes() <= budget &&
        heldBytes() >= film.byteLength + 2 * FRAME_BYTES - (index === 11 ? FRAME_BYTES : 0),
    );
    assert.ok(images.peek(0));
  }
  assert.is(decoded.length, 12, "each once");
});

test("a large file behind small ones is not fetched again and again where there is no room for it", async () => {
  const large = phantom({ size: 512, attributes: { InstanceNumber: 99 } });
  const { lookAt, decoded, provider } = stackOf([...slices(8), large], 9 * (FILE_BYTES + FRAME_BYTES));
  for (let index = 0; index < 7; index += 1) await lookAt(index, ahead(index));
  assert.ok(decoded.filter((frame) => frame === "99/0").length <= 1);
  await lookAt(8, ahead(8, -1));
  assert.ok(provider.peek(8));
});

test("what could not be fetched is tried again after a while, what cannot be decoded is not; each is told once", async () => {
  const broken = ["VIEWER_FETCH", "PIXEL_DECODER_FAILED"];
  for (const code of broken) {
    const { images, held } = stackOf(slices(2), 2 ** 20);
    let tries = 0;
    let isBroken = true;
    const provider = new FrameProvider(
      images,
      {
        async decode(file, frameIndex) {
          tries += 1;
          if (isBroken) throw new DicomError(code, "lost");
          return decodeFrame(file, frameIndex);
        },
      },
      held,
    );
    /** Waits for what is to come of it, or long enough for what is not to come. */
    const prefetch = async (hasCome = () => true) => {
      provider.prefetch([1]);
      for (let round = 0; round === 0 || (round < 200 && !hasCome()); round += 1)
        await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const hasFailed = () => provider.failure(1) !== undefined;
    const { now } = performance;
    let laterMs = 0;
    performance.now = () => now.call(performance) + laterMs;
    try {
      await prefetch(hasFailed);
      const failure = provider.failure(1)!;
      assert.is((failure.error as DicomError).code, code);
      assert.is(failure.isTold, false);
      failure.isTold = true;
      await prefetch();
      assert.is(tries, 1);
      laterMs = 6000;
      await prefetch(hasFailed);
      const isTriedAgain = code === "VIEWER_FETCH";
      assert.is(tries, isTriedAgain ? 2 : 1);
      assert.is(provider.failure(1)?.isTold, true);
      laterMs = 12_000;
      isBroken = false;
      await prefetch(() => provider.peek(1) !== undefined || !isTriedAgain);
      assert.is(provider.peek(1) !== undefined, isTriedAgain);
      assert.is(provider.failure(1) === undefined, isTriedAgain);
    } finally {
      performance.now = now;
    }
  }
});

test("of frames that take longer than they are shown, one after the other comes to its end", async () => {
  const film = phantom({ frames: 30, attributes: { InstanceNumber: 1 } });
  const held = new StackCache(2 ** 24);
  const images = new ImageStack([new Blob([film as Uint8Array<ArrayBuffer>])], held, { onCount() {} });
  const ended: number[] = [];
  const decode: ConstructorParameters<typeof FrameProvider>[1]["decode"] = async (
    file,
    frameIndex,
    request,
  ) => {
    await new Promise((resolve) => setTimeout(resolve, 40));
    request?.signal?.throwIfAborted();
    ended.push(frameIndex);
    return decodeFrame(file, frameIndex);
  };
  const provider = new FrameProvider(images, { decode }, held);
  await provider.frame(0);
  // As playing names them: each has been passed before it is there.
  for (let index = 1; index < 20; index += 1) {
    provider.prefetch([index, index + 1]);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  assert.ok(ended.length >= 4, ended.join(" "));
  provider.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
});
