/** `minipacs phantom FOLDER`: writes synthetic test objects, `<kind>/<number>.dcm`. */
import { join } from "node:path";
import { isDicomError, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import { blame } from "../config/blame.ts";
import { checkCharset } from "../config/checks.ts";
import { escapeControls } from "../events/describe-event.ts";
import { formatSize } from "../format-size.ts";
import { countPhantom, createPhantom, type PhantomObject } from "../phantom/create-phantom.ts";
import { PHANTOM_KINDS, type PhantomKind, type PhantomOptions } from "../phantom/options.ts";
import { flagOf, parseCount } from "./arguments.ts";
import { CliError } from "./cli-error.ts";
import { nameInput } from "./input.ts";
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
  return {
    kinds: kinds as PhantomKind[] | undefined,
    count: parseCount("--count", options.count),
    size: parseCount("--size", options.size),
    charset: options.charset,
    ...(await readIdentity(options)),
    seed: options.seed,
    transferSyntaxUid: readName("--transfer-syntax", options.transferSyntax ?? "explicit", SYNTAXES),
  };
}

type Identity = Pick<PhantomOptions, "patientName" | "patientId" | "accessionNumber" | "studyUid">;

/** What a worklist entry says of the objects, and the options that go before it. */
const OF_ENTRY = [
  ["patientName", "PatientName", "patientName"],
  ["patientId", "PatientID", "patientId"],
  ["accessionNumber", "AccessionNumber", "accession"],
  ["studyUid", "StudyInstanceUID", "studyUid"],
] as const;

async function readIdentity(options: PhantomCommandOptions): Promise<Identity> {
  const { entry: file, charset } = options;
  const entry = file === undefined ? undefined : (await readScheduledStep(file)).entry;
  const identity: Identity = {};
  for (const [property, keyword, option] of OF_ENTRY) {
    identity[property] = options[option];
    if (file === undefined || options[option] !== undefined) continue;
    const text = entry?.getText(keyword);
    // The patient of an entry may be without a name; no object is without a study.
    const value = property === "studyUid" ? text || undefined : text;
    const because = (why: string) =>
      `${nameInput(file)} holds an entry that objects cannot be made of: ${why}. ${flagOf(option)} goes before it.`;
    explained(() => countPhantom({ charset, [property]: value }), because, keyword);
    identity[property] = value;
  }
  return identity;
}

function readName<T>(option: string, name: string, names: { readonly [name: string]: T }): T {
  if (Object.hasOwn(names, name)) return names[name] as T;
  throw new CliError(`${option} takes ${Object.keys(names).join(" or ")}, not "${name}".`);
}

/** Says in a sentence what cannot be used: an option, or what is named in its place. */
function explained<T>(
  read: () => T,
  sentence = (why: string) => `The objects cannot be made: ${why}.`,
  name?: string,
): T {
  try {
    return read();
  } catch (error) {
    if (!isDicomError(error)) throw error;
    const isOption = error.code === "ARG_PHANTOM";
    // `studyUid: …` of the program is `--study-uid: …` here.
    throw new CliError(
      sentence(isOption ? error.message.replace(/^\w+/, (option) => name ?? flagOf(option)) : error.message),
    );
  }
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
