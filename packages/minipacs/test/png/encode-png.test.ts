import * as assert from "uvu/assert";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { launchBrowser, openPage } from "../../../../tools/test/browser.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { encodePng, type PngImage } from "../../src/png/encode-png.ts";
import { toPngImage } from "../../src/png/from-rgba.ts";
import { decodePng } from "../support/decode-png.ts";

const test = testSuite("minipacs/png");

/** Smooth in one direction in its upper half and in the other below, so that rows take different filters. */
function image(channelCount: 1 | 3 | 4, bits: 8 | 16 = 8, width = 37, height = 22): PngImage {
  const count = width * height * channelCount;
  const samples = bits === 8 ? new Uint8Array(count) : new Uint16Array(count);
  for (let i = 0; i < count; i += 1) {
    const row = Math.floor(i / channelCount / width);
    const column = Math.floor(i / channelCount) % width;
    const value = row < 11 ? row * 9 : column * 7 + ((column * column * 31) % 50);
    samples[i] = (value + (i % channelCount) * 40) * (bits === 16 ? 199 : 1);
  }
  return { width, height, channelCount, samples };
}

const KINDS: Record<string, PngImage> = {
  grey: image(1),
  RGB: image(3),
  RGBA: image(4),
  "grey of 16 bits": image(1, 16),
  "one pixel": image(1, 8, 1, 1),
};

for (const [name, one] of Object.entries(KINDS)) {
  test(`${name} is read back`, () => {
    const { samples, chunks, width, height, channelCount } = decodePng(encodePng(one));
    assertBytes(
      Uint8Array.from(samples, (value) => value & 255),
      Uint8Array.from(one.samples, (value) => value & 255),
    );
    assertBytes(
      Uint8Array.from(samples, (value) => value >> 8),
      Uint8Array.from(one.samples, (value) => value >> 8),
    );
    assert.equal([width, height, channelCount], [one.width, one.height, one.channelCount]);
    assert.equal(chunks, ["IHDR", "IDAT", "IEND"]);
  });
}

test("the header by its bytes", () => {
  const header = bytes`
    89504e470d0a1a0a  # signature
    0000000d 49484452 # length, IHDR
    00000102 00000002 # width, height
    08 02 00 00 00    # 8 bits, RGB, deflate, filters by row, not interlaced`;
  assertBytes(encodePng(image(3, 8, 258, 2)).subarray(0, header.length), header);
});

test("what repeats becomes small", () => {
  const { width, height, channelCount } = image(1);
  const flat = encodePng({ width, height, channelCount, samples: new Uint8Array(width * height).fill(7) });
  assert.ok(flat.length < 100, `${flat.length}`);
});

test("pixels that are not square: a ratio without a unit", () => {
  const { pixelsPerUnit } = decodePng(encodePng({ ...image(1), aspect: [1, 2] }));
  assert.equal(pixelsPerUnit, [1000, 500, 0]);
});

test("RGBA becomes grey, RGB or stays", () => {
  const of = (...pixels: number[]) => {
    const { channelCount, samples } = toPngImage({
      rgba: Uint8ClampedArray.from(pixels),
      width: 2,
      height: 1,
    });
    return [channelCount, ...samples];
  };
  assert.equal(of(1, 1, 1, 255, 9, 9, 9, 255), [1, 1, 9]);
  assert.equal(of(1, 1, 1, 255, 9, 8, 9, 255), [3, 1, 1, 1, 9, 8, 9]);
  assert.equal(of(1, 1, 1, 255, 9, 9, 9, 254), [4, 1, 1, 1, 255, 9, 9, 9, 254]);
});

const judge = testSuite("interop/PNG in Chromium", { tools: ["chromium"], timeoutMs: 60_000 });

judge("Chromium shows the pixels that were written", async () => {
  const browser = await launchBrowser();
  try {
    const { page } = await openPage(browser, "null");
    for (const [name, one] of Object.entries(KINDS)) {
      const url = `data:image/png;base64,${Buffer.from(encodePng(one)).toString("base64")}`;
      const shown = await page.evaluate(async (source) => {
        const bitmap = await createImageBitmap(await (await fetch(source)).blob(), {
          premultiplyAlpha: "none",
        });
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")!;
        context.drawImage(bitmap, 0, 0);
        return [...context.getImageData(0, 0, bitmap.width, bitmap.height).data];
      }, url);
      const { channelCount, samples } = one;
      const scale = samples.BYTES_PER_ELEMENT === 2 ? 257 : 1;
      for (let pixel = 0; pixel < one.width * one.height; pixel += 1) {
        // What shines through is stored multiplied: those colours are not what they were.
        if (channelCount === 4 && samples[pixel * 4 + 3] !== 255) continue;
        for (let channel = 0; channel < 3; channel += 1) {
          const expected = samples[pixel * channelCount + (channelCount === 1 ? 0 : channel)]! / scale;
          const actual = shown[pixel * 4 + channel]!;
          // Chromium drops the low byte of 16 bits.
          assert.ok(
            Math.abs(actual - expected) < (scale === 1 ? 0.51 : 1),
            `${name}: pixel ${pixel}: ${actual} for ${expected}`,
          );
        }
      }
    }
  } finally {
    await browser.close();
  }
});
