/** `minipacs phantom FOLDER`: writes synthetic test objects, `<kind>/<number>.dcm`. */
import { join } from "node:path";
import { isDicomError, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import { blame } from "../config/blame.ts";
import { checkCharset } from "../config/checks.ts";
import { escapeControls } from "../events/describe-event.ts";
import { formatSize } from "../format-size.ts";
import { countPhantom, createPhantom, type PhantomObject } from "../phantom/create-phantom.ts";
import { PHANTOM_KINDS, type PhantomKind, type PhantomOptions } from "../phantom/options.ts";
import { parseCount } from "./arguments.ts";
import { CliError } from "./cli-error.ts";
import { interruptible } from "./interrupt.ts";
import { printJson } from "./json-line.ts";
import { Progress } from "./progress.ts";
import { readScheduledStep } from "./scheduled-step.ts";
import { makeFolderFor, writeWhole } from "./write-whole.ts";

export interface PhantomCommandOptions {
  /** Names of kinds, separated by commas. */
  kind?: string;
  count?: string;
  size?: string;
  charset?: string;
  /** A file with the worklist entry that the objects are of. */
  entry?: string;
  patientName?: string;
  patientId?: string;
  accession?: string;
  studyUid?: string;
  seed?: string;
  transferSyntax?: string;
  /** Print one JSON object a file. */
  json?: boolean;
}

const SYNTAXES: { readonly [name: string]: string } = {
  explicit: TRANSFER_SYNTAX.explicitVrLittleEndian,
  implicit: TRANSFER_SYNTAX.implicitVrLittleEndian,
};

export async function runPhantom(folder: string, options: PhantomCommandOptions): Promise<void> {
  const { json = false } = options;
  const wanted = await readOptions(options);
  const totalCount = explained(() => countPhantom(wanted));
  let [doneCount, bytes] = [0, 0];
  const progress = new Progress({
    state: () => ({ doneCount, totalCount }),
    isWanted: json ? false : undefined,
  });
  const write = async (signal: AbortSignal) => {
    for await (const object of createPhantom({ ...wanted, signal })) {
      const path = join(folder, object.kind, `${String(object.number).padStart(4, "0")}.dcm`);
      const size = await writeObject(path, object);
      doneCount += 1;
      bytes += size;
      if (json) printJson(describe(path, object, size));
    }
  };
  const aside = (print: () => void) => progress.aside(print);
  try {
    await interruptible(write, () => `${doneCount} of ${totalCount} files were written until then`, aside);
  } finally {
    progress.stop();
  }
  if (json) return;
  const [files, size] = [doneCount === 1 ? "1 file" : `${doneCount} files`, formatSize(bytes)];
  process.stdout.write(`${escapeControls(`${files} written into ${folder} (${size}).`)}\n`);
}

async function readOptions(options: PhantomCommandOptions): Promise<PhantomOptions> {
  const kinds = options.kind?.split(",").map((kind) => kind.trim().toLowerCase());
  const wrong = kinds?.find((kind) => !(PHANTOM_KINDS as readonly string[]).includes(kind));
  if (wrong !== undefined) {
    throw new CliError(`--kind takes some of ${PHANTOM_KINDS.join(",")}, not "${wrong}".`);
  }
  blame("--charset", () => checkCharset(options.charset ?? ""));
  const entry = options.entry === undefined ? undefined : (await readScheduledStep(options.entry)).entry;
  return {
    kinds: kinds as PhantomKind[] | undefined,
    count: parseCount("--count", options.count),
    size: parseCount("--size", options.size),
    charset: options.charset,
    patientName: options.patientName ?? entry?.getText("PatientName"),
    patientId: options.patientId ?? entry?.getText("PatientID"),
    accessionNumber: options.accession ?? entry?.getText("AccessionNumber"),
    studyUid: options.studyUid ?? (entry?.getText("StudyInstanceUID") || undefined),
    seed: options.seed,
    transferSyntaxUid: readName("--transfer-syntax", options.transferSyntax ?? "explicit", SYNTAXES),
  };
}

function readName<T>(option: string, name: string, names: { readonly [name: string]: T }): T {
  if (Object.hasOwn(names, name)) return names[name] as T;
  throw new CliError(`${option} takes ${Object.keys(names).join(" or ")}, not "${name}".`);
}

/** Options that cannot be used, in one sentence. */
function explained<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isDicomError(error)) throw error;
    const message = error.code === "ARG_PHANTOM" ? asFlag(error.message) : error.message;
    throw new CliError(`The objects cannot be made: ${message}.`);
  }
}

/** `studyUid: …` of the program is `--study-uid: …` here. */
function asFlag(message: string): string {
  return message.replace(/^\w+/, (name) => `--${name.replace(/[A-Z]/g, "-$&").toLowerCase()}`);
}

/** Returns the length of the file. */
async function writeObject(path: string, object: PhantomObject): Promise<number> {
  const bytes = writeDicomFile(object);
  if (object.number === 1) await makeFolderFor(path);
  await writeWhole(path, bytes);
  return bytes.length;
}

function describe(path: string, { kind, number, dataset }: PhantomObject, bytes: number): object {
  return {
    path,
    kind,
    number,
    sopClassUid: dataset.get("SOPClassUID"),
    sopInstanceUid: dataset.get("SOPInstanceUID"),
    seriesInstanceUid: dataset.get("SeriesInstanceUID"),
    studyInstanceUid: dataset.get("StudyInstanceUID"),
    patientId: dataset.get("PatientID"),
    bytes,
  };
}
