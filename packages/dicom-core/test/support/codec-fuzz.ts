/**
 * Damaged codestreams for a decoder: each call ends soon, takes little memory, gives an image or a typed error, and
 * leaves nothing behind that changes the next one. `npm run test:long` runs all of it, `npm test` a seeded slice.
 */
import { runCount } from "../../../../tools/test/long-run.ts";
import type { TestSuite } from "../../../../tools/test/suite.ts";
import { DecodeError, isDicomError, LimitExceededError, UnsupportedError } from "../../src/index.ts";
import type { CodecImage, CodecProblem, DecodeCodestreamOptions } from "../../src/pixel/codec-image.ts";
import { withAllocationLimit } from "./allocation-meter.ts";
import { markerOffsets, mutateCodestream } from "./codec-mutations.ts";
import { createRandom } from "./random.ts";

/** A codestream without faults, best of less than 20 kB, and how it is decoded. */
export interface FuzzSeed {
  name: string;
  bytes: Uint8Array;
  decode(bytes: Uint8Array, options: DecodeCodestreamOptions): CodecImage;
}

export interface FuzzOptions {
  /** Mutations in `npm test`. Default 300. */
  sliceCount?: number;
  /** Mutations in `npm run test:long`. Default 50,000. */
  fullCount?: number;
}

/** Far more than a small image takes, far less than a hang. Time of the processor: the machine may be busy. */
const CALL_LIMIT_MS = 1000;
const MAX_SAMPLE_COUNT = 2 ** 20;
/** Coefficients beside samples, planes beside pixels, blocks that hang over the edges; tables, the codestream itself. */
const ALLOCATION_LIMIT_BYTES = 16 * MAX_SAMPLE_COUNT + 2 ** 22;
/** Every so many mutations a codestream without faults must decode as it did at first. */
const CHECK_EVERY = 16;

/** Adds the tests of a decoder to a suite: whole seeds, all their beginnings, mutations of them. */
export function fuzzCodec(test: TestSuite, seeds: readonly FuzzSeed[], options: FuzzOptions = {}): void {
  const count = runCount(options.sliceCount ?? 300, options.fullCount ?? 50_000);

  test("whole codestreams have no faults", () => {
    for (const seed of seeds) {
      named(seed.name, () => {
        const outcome = exerciseCodestream(seed.bytes, seed.decode);
        if (outcome !== "whole") throw new Error(`${outcome}`);
      });
    }
  });

  test("beginnings", () => {
    const outcomes = new Outcomes();
    for (const seed of seeds) {
      for (const length of beginningsOf(seed.bytes)) {
        named(`the first ${length} bytes of ${seed.name}`, () => {
          outcomes.add(exerciseCodestream(seed.bytes.slice(0, length), seed.decode));
        });
      }
    }
    outcomes.print("beginnings");
  });

  test(`${count} mutations`, () => {
    const outcomes = new Outcomes();
    const intact = seeds.map(({ bytes, decode }) =>
      textOf(decode(bytes, { maxSampleCount: MAX_SAMPLE_COUNT })),
    );
    for (let number = 0; number < count; number += 1) {
      const random = createRandom(number);
      const index = random.below(seeds.length);
      const seed = seeds[index]!;
      const { bytes, kinds } = mutateCodestream(seed.bytes, random.pick(seeds).bytes, random);
      named(`seed ${number}, ${seed.name} after ${kinds.join(", ")}`, () => {
        outcomes.add(exerciseCodestream(bytes, seed.decode));
        if (number % CHECK_EVERY > 0) return;
        const again = seed.decode(seed.bytes, { maxSampleCount: MAX_SAMPLE_COUNT });
        if (textOf(again) !== intact[index])
          throw new Error("the next decode differs: something was left behind");
      });
    }
    outcomes.print("mutations");
  });
}

/**
 * Decodes a codestream leniently and strictly and compares both. Returns `whole`, `partial` (problems were reported)
 * or the code of the typed error.
 */
export function exerciseCodestream(bytes: Uint8Array, decode: FuzzSeed["decode"]): string {
  const copy = bytes.slice();
  const problems: CodecProblem[] = [];
  const lenient = attempt(() => {
    problems.length = 0;
    return decode(bytes, { maxSampleCount: MAX_SAMPLE_COUNT, report: (problem) => problems.push(problem) });
  });
  const strict = attempt(() => decode(bytes, { maxSampleCount: MAX_SAMPLE_COUNT }));
  if (bytes.some((byte, at) => byte !== copy[at])) throw new Error("the codestream was written to");
  if (problems.length > 1 + bytes.length)
    throw new Error(`${problems.length} problems of ${bytes.length} bytes`);
  for (const { code, message, offsetBytes } of problems) {
    if (!code.startsWith("PIXEL_") || message === "")
      throw new Error(`problem without code or text: ${code}`);
    assertOffset(offsetBytes, bytes, code);
  }
  for (const one of [lenient, strict]) {
    if (one instanceof DecodeError) assertOffset(one.offsetBytes, bytes, one.code);
    else if (!(one instanceof Error)) assertImage(one);
  }
  const strictEnd = strict instanceof Error ? codeOf(strict) : textOf(strict);
  const lenientEnd = lenient instanceof Error ? codeOf(lenient) : textOf(lenient);
  const expected = problems[0]?.code ?? lenientEnd;
  if (strictEnd !== expected) throw new Error(`strictly: ${short(strictEnd)}, else: ${short(expected)}`);
  if (lenient instanceof Error) return lenientEnd;
  return problems.length > 0 ? "partial" : "whole";
}

/** Every length in full, or lengths all over it; always those just before, within and behind a marker. */
function* beginningsOf(bytes: Uint8Array): Generator<number> {
  const step = runCount(Math.ceil(bytes.length / 24), Math.ceil(bytes.length / 20_000));
  const markers = markerOffsets(bytes);
  const shown = markers.length > runCount(40, 4000) ? markers.slice(0, runCount(40, 4000)) : markers;
  const lengths = new Set(shown.flatMap((at) => [at, at + 1, at + 2, at + 3]));
  for (let length = 0; length < bytes.length; length += step) lengths.add(length);
  for (const length of lengths) if (length < bytes.length) yield length;
}

function attempt(run: () => CodecImage): CodecImage | Error {
  const inTime = (isRepeated: boolean): CodecImage | Error => {
    const started = process.cpuUsage();
    let outcome: CodecImage | Error;
    try {
      outcome = withAllocationLimit(ALLOCATION_LIMIT_BYTES, run);
    } catch (error) {
      outcome = allowed(error);
    }
    const { user, system } = process.cpuUsage(started);
    const tookMs = (user + system) / 1000;
    if (tookMs <= CALL_LIMIT_MS) return outcome;
    // Compiling and collecting garbage happen at any time, but not twice at the same place.
    if (isRepeated) throw new Error(`took ${tookMs} ms`);
    return inTime(true);
  };
  return inTime(false);
}

function allowed(error: unknown): Error {
  const isAllowed = [DecodeError, LimitExceededError, UnsupportedError].some((one) => error instanceof one);
  if (isDicomError(error) && isAllowed) return error;
  throw error;
}

function assertOffset(offsetBytes: number, bytes: Uint8Array, code: string): void {
  if (!Number.isInteger(offsetBytes) || offsetBytes < 0 || offsetBytes > bytes.length) {
    throw new Error(`${code} at byte ${offsetBytes} of ${bytes.length}`);
  }
}

function assertImage({ samples, width, height, componentCount, bitsPerSample }: CodecImage): void {
  const count = width * height * componentCount;
  if (!(count > 0) || count > MAX_SAMPLE_COUNT || samples.length !== count) {
    throw new Error(`${samples.length} samples for ${width} × ${height} × ${componentCount}`);
  }
  if (samples.BYTES_PER_ELEMENT * 8 < bitsPerSample)
    throw new Error(`${bitsPerSample} bits in too few bytes`);
}

function codeOf(error: Error): string {
  return (error as DecodeError).code;
}

/** What an image is, to compare it with another one. */
function textOf({ samples, width, height, componentCount, bitsPerSample, isSigned }: CodecImage): string {
  const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return `${width} × ${height} × ${componentCount}, ${bitsPerSample} bits ${isSigned}: ${bytes.toString("latin1")}`;
}

function short(text: string): string {
  return text.slice(0, 80).replace(/[^\x20-\x7e]/g, ".");
}

function named(what: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    throw new Error(what, { cause: error });
  }
}

class Outcomes {
  readonly #counts = new Map<string, number>();
  readonly #started = performance.now();

  add(outcome: string): void {
    this.#counts.set(outcome, (this.#counts.get(outcome) ?? 0) + 1);
  }

  print(what: string): void {
    const seconds = ((performance.now() - this.#started) / 1000).toFixed(1);
    const total = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    const counts = [...this.#counts].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
    process.stdout.write(`${total} ${what} in ${seconds} s: ${counts} `);
  }
}
