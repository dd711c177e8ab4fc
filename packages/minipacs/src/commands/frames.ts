/** `minipacs frames FILE… --out DIR`: writes frames as images or as their samples. PS3.5 8, PS3.3 C.7.6.3, C.11. */
import { readFile } from "node:fs/promises";
import { endianness } from "node:os";
import {
  type DecodedFrame,
  DecodeError,
  type DicomFile,
  decodeFrame,
  findTransferSyntax,
  frameCount,
  InvalidArgumentError,
  isDicomError,
  readDicomFile,
  renderFrame,
  type VoiOptions,
  WINDOW_PRESETS,
  type WindowPreset,
} from "@minipacs/dicom-core";
import { escapeControls } from "../events/describe-event.ts";
import { encodePng } from "../png/encode-png.ts";
import { toPngImage } from "../png/from-rgba.ts";
import { parseCount } from "./arguments.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";
import { frameFileName, frameNames } from "./frame-names.ts";
import { interruptible } from "./interrupt.ts";
import { printJson } from "./json-line.ts";
import { describeUnreadable } from "./unreadable.ts";
import { makeFolderFor, writeWhole } from "./write-whole.ts";

export interface FramesCommandOptions {
  out: string;
  png?: boolean;
  raw?: boolean;
  /** Counted from 1. */
  frame?: string;
  /** `CENTER/WIDTH`, `auto` or the name of a preset. */
  window?: string;
  /** Print one JSON object a file that was written. */
  json?: boolean;
}

/** What the command line says of every frame. */
interface Plan {
  isRaw: boolean;
  frameNumber: number | undefined;
  voi: VoiOptions;
  json: boolean;
}

export async function runFrames(paths: readonly string[], options: FramesCommandOptions): Promise<void> {
  const plan = readPlan(options);
  const names = frameNames(paths, options.out);
  let writtenCount = 0;
  let failedCount = 0;
  await makeFolderFor(frameFileName(names[0]!, 1, "png"));
  await interruptible(
    async (signal) => {
      for (const [index, path] of paths.entries()) {
        try {
          for await (const isWritten of writeFrames(path, names[index]!, plan)) {
            signal.throwIfAborted();
            if (isWritten) writtenCount += 1;
            else failedCount += 1;
          }
        } catch (error) {
          if (error instanceof CliError || signal.aborted) throw error;
          failedCount += 1;
          tell(path, describeUnreadable(error));
        }
      }
    },
    () => `${countOf(writtenCount)} written until then`,
  );
  if (!plan.json && writtenCount > 0) {
    process.stdout.write(`${escapeControls(`${countOf(writtenCount)} written into ${options.out}`)}.\n`);
  }
  if (failedCount > 0) {
    throw new CliError(`Not everything could be written: ${failedCount} failed.`, EXIT_FAILED);
  }
}

function readPlan({ out, png, raw, frame, window, json = false }: FramesCommandOptions): Plan {
  if (out === "") throw new CliError('--out takes a folder, not "".');
  if (png && raw) throw new CliError("--png and --raw cannot be had together.");
  if (raw && window !== undefined) {
    throw new CliError("--window changes what is shown; --raw writes what is stored.");
  }
  return {
    isRaw: raw ?? false,
    frameNumber: parseCount("--frame", frame),
    voi: readWindow(window),
    json,
  };
}

/** What no other frame of the same file is spared. */
const OF_THE_FILE =
  /^(?:UNSUPPORTED_|PIXEL_(?:NONE|DESCRIPTION|TOO_SHORT|FRAME_NOT_FOUND|NOT_ENCAPSULATED)$)/;

/** Writes the frames of a file and yields for each whether it was; what fails of one is told, and the next one tried. */
async function* writeFrames(path: string, name: string, plan: Plan): AsyncGenerator<boolean> {
  const file = readDicomFile(await readFile(path));
  let isWindowMoot = false;
  for (const number of frameNumbers(file, plan)) {
    try {
      const frame = await decodeFrame(file, number - 1);
      if (isInColor(frame) && Object.keys(plan.voi).length > 0 && !isWindowMoot) {
        isWindowMoot = true;
        tell(path, "it is in colour: --window changes nothing");
      }
      const target = frameFileName(name, number, plan.isRaw ? "raw" : "png");
      for (const { severity, message } of frame.diagnostics) {
        tell(path, `frame ${number}: ${severity}: ${message}`);
      }
      await writeWhole(target, plan.isRaw ? rawBytes(frame) : pngBytes(frame, plan));
      if (plan.json) printJson({ path: target, source: path, frame: number, ...describe(frame) });
      yield true;
    } catch (error) {
      tell(path, aboutSyntax(error, file) ?? `frame ${number}: ${describeUnreadable(error)}`);
      yield false;
      if (isDicomError(error) && OF_THE_FILE.test(error.code)) return;
    }
  }
}

function* frameNumbers(file: DicomFile, { frameNumber }: Plan): Generator<number> {
  const count = frameCount(file);
  if (count === 0) throw new DecodeError("PIXEL_NONE", "there is no image in it");
  if (frameNumber !== undefined && frameNumber > count) {
    throw new InvalidArgumentError("ARG_FRAME", `there is no frame ${frameNumber}: it has ${count}`);
  }
  const last = frameNumber ?? count;
  for (let number = frameNumber ?? 1; number <= last; number += 1) yield number;
}

/** What is wrong with all frames of a file, and what to try. */
function aboutSyntax(error: unknown, { transferSyntaxUid }: DicomFile): string | undefined {
  const name = findTransferSyntax(transferSyntaxUid)?.name ?? "an unknown transfer syntax";
  if (isDicomError(error, "UNSUPPORTED_VIDEO")) {
    return `it is a video (${name}): frames of videos are not decoded`;
  }
  // Where the syntax is a lie, the error tells what is there.
  if (!isDicomError(error, "UNSUPPORTED_TRANSFER_SYNTAX") || error.details?.found) return undefined;
  return `it is in ${name} (${transferSyntaxUid}), which is not decoded here; gdcmconv --raw may decompress it`;
}

/** Little endian, whatever the machine. */
function rawBytes({ pixels }: DecodedFrame): Uint8Array {
  const bytes = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  if (endianness() === "LE") return bytes;
  switch (pixels.BYTES_PER_ELEMENT) {
    case 8:
      return bytes.swap64();
    case 4:
      return bytes.swap32();
    case 2:
      return bytes.swap16();
    default:
      return bytes;
  }
}

/** Windows are for grey values: neither for samples of colours nor for indices into a palette. */
function isInColor({ samplesPerPixel, palette }: DecodedFrame): boolean {
  return samplesPerPixel > 1 || palette !== undefined;
}

function pngBytes(frame: DecodedFrame, { voi }: Plan): Uint8Array {
  const { pixelAspect } = frame;
  const aspect = pixelAspect === 1 ? undefined : ([1, pixelAspect] as const);
  return encodePng({ ...toPngImage(renderFrame(frame, voi)), aspect });
}

/** What a reader of samples needs to know. */
function describe(frame: DecodedFrame): object {
  const { rows, columns, samplesPerPixel, bitsStored, isSigned, photometricInterpretation, pixels } = frame;
  return {
    rows,
    columns,
    samplesPerPixel,
    bytesPerSample: pixels.BYTES_PER_ELEMENT,
    bitsStored,
    isSigned,
    isFloat: pixels instanceof Float32Array || pixels instanceof Float64Array,
    photometricInterpretation,
  };
}

const PRESETS: readonly string[] = ["default", "auto", "min-max", ...Object.keys(WINDOW_PRESETS)];

/** Reads `40/400`, `-600/1500` or the name of a preset. */
function readWindow(text: string | undefined): VoiOptions {
  const preset = text?.toLowerCase() ?? "default";
  if (preset === "default") return {};
  if (PRESETS.includes(preset)) return { preset: preset as WindowPreset };
  const [, ...numbers] = /^(-?\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(preset) ?? [];
  const [windowCenter = Number.NaN, windowWidth = Number.NaN] = numbers.map(Number);
  if (!(windowWidth > 0 && Number.isFinite(windowWidth + windowCenter))) {
    const names = PRESETS.join(", ");
    throw new CliError(`--window takes CENTER/WIDTH, such as 40/400, or one of ${names}, not "${text}".`);
  }
  return { windowCenter, windowWidth };
}

function countOf(count: number): string {
  return count === 1 ? "1 frame" : `${count} frames`;
}

function tell(path: string, text: string): void {
  process.stderr.write(`${escapeControls(`${path}: ${text}`)}\n`);
}
