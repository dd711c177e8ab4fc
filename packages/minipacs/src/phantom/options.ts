/** What is to be made, checked and made whole. */
import {
  createDataset,
  Dataset,
  findTransferSyntax,
  formatDate,
  formatTime,
  InvalidArgumentError,
  isValidUid,
  normalizeCharacterSet,
  recode,
  TRANSFER_SYNTAX,
} from "@minipacs/dicom-core";
import { randomOfName, uidOfName } from "./identity.ts";
import { type PhantomTexts, textsFor } from "./texts.ts";

/** The kinds in the order in which they are made; the place of each is its Series Number. */
export const PHANTOM_KINDS = ["ct", "mr", "xa", "us", "cr", "sr", "pdf"] as const;
/** What a phantom can be of. */
export type PhantomKind = (typeof PHANTOM_KINDS)[number];

/** What test objects are made. */
export interface PhantomOptions {
  /** Default: all. */
  kinds?: readonly PhantomKind[] | undefined;
  /** Slices of the series (CT, MR), frames of the cines (XA, US). Default: 30 slices, 20 of MR and of frames. */
  count?: number | undefined;
  /** Columns of each image, 32 to 2048. Default: 512; MR 256, US 640, CR 1024. */
  size?: number | undefined;
  /** Specific Character Set, several terms with backslashes; "" for ASCII. Default `ISO_IR 192`. */
  charset?: string | undefined;
  /** PN as DICOM writes it. Default: a name in the script of the character set. */
  patientName?: string | undefined;
  /** Default `PHANTOM-` and eight characters. */
  patientId?: string | undefined;
  /** Default: none. */
  accessionNumber?: string | undefined;
  /** Of all objects. Default: a new one. */
  studyUid?: string | undefined;
  /**
   * The same seed and other options give the same objects, byte for byte, dated 1 January 2026. Default: something new
   * each time, dated now.
   */
  seed?: string | number | undefined;
  /** Explicit VR Little Endian (default) or Implicit VR Little Endian. */
  transferSyntaxUid?: string | undefined;
  /** Ends the iteration before the next object. */
  signal?: AbortSignal | undefined;
}

/** What the makers of objects work from. */
export interface PhantomPlan {
  readonly kinds: readonly PhantomKind[];
  /** Slices or frames of a kind, 1 for one that has neither. */
  countOf(kind: PhantomKind): number;
  /** Columns of the images of a kind. */
  sizeOf(kind: PhantomKind): number;
  readonly specificCharacterSet: readonly string[];
  readonly texts: PhantomTexts;
  readonly patientName: string;
  readonly patientId: string;
  readonly accessionNumber: string;
  readonly studyUid: string;
  /** DA and TM. */
  readonly date: string;
  readonly time: string;
  readonly transferSyntaxUid: string;
  /** Returns the UID of a part of what is made: always the same for a name. */
  uid(name: string): string;
  /** Returns random numbers for a part of what is made: always the same ones for a name. */
  random(name: string): () => number;
}

const DEFAULT_COUNT: { readonly [K in PhantomKind]?: number } = { ct: 30, mr: 20, xa: 20, us: 20 };
const DEFAULT_SIZE: { readonly [K in PhantomKind]?: number } = { mr: 256, us: 640, cr: 1024 };
const MIN_SIZE = 32;
const MAX_SIZE = 2048;
const MAX_COUNT = 5000;
/** Of the pixels of one object, at three bytes each: a cine is made in memory. */
const MAX_OBJECT_BYTES = 2 ** 30;
const SEEDED_DATE = { date: "20260101", time: "120000" };
const SYNTAXES: readonly string[] = [
  TRANSFER_SYNTAX.explicitVrLittleEndian,
  TRANSFER_SYNTAX.implicitVrLittleEndian,
];

/**
 * Returns the plan for options.
 *
 * @throws InvalidArgumentError ARG_PHANTOM naming the option, ARG_CHARSET; ARG_VALUE_... for a name or number that its
 *   VR does not allow
 * @throws EncodeError ENCODE_CHARACTER for a name that the character set does not hold
 */
export function planPhantom(options: PhantomOptions): PhantomPlan {
  const { count, size, studyUid, seed } = options;
  const transferSyntaxUid = options.transferSyntaxUid ?? TRANSFER_SYNTAX.explicitVrLittleEndian;
  const kinds = PHANTOM_KINDS.filter((kind) => (options.kinds ?? PHANTOM_KINDS).includes(kind));
  check(
    "kinds",
    kinds.length > 0 && (options.kinds ?? []).every((kind) => PHANTOM_KINDS.includes(kind)),
    `some of ${PHANTOM_KINDS.join(", ")}`,
  );
  check(
    "count",
    count === undefined || isWithin(count, 1, MAX_COUNT),
    `a whole number from 1 to ${MAX_COUNT}`,
  );
  check("size", size === undefined || isWithin(size, MIN_SIZE, MAX_SIZE), `from ${MIN_SIZE} to ${MAX_SIZE}`);
  const countOf = (kind: PhantomKind) =>
    DEFAULT_COUNT[kind] === undefined ? 1 : (count ?? DEFAULT_COUNT[kind]);
  const sizeOf = (kind: PhantomKind) => size ?? DEFAULT_SIZE[kind] ?? 512;
  for (const kind of kinds) {
    const frameCount = kind === "xa" || kind === "us" ? countOf(kind) : 1;
    const isHeld = frameCount * 3 * sizeOf(kind) ** 2 <= MAX_OBJECT_BYTES;
    check("count", isHeld, `fewer frames or smaller ones, 1 GiB in all,`);
  }
  check("studyUid", studyUid === undefined || isValidUid(studyUid), "a UID");
  check(
    "transferSyntaxUid",
    SYNTAXES.includes(transferSyntaxUid),
    SYNTAXES.map((uid) => findTransferSyntax(uid)?.name).join(" or "),
  );

  const terms = normalizeCharacterSet((options.charset ?? "ISO_IR 192").split("\\"));
  const { specificCharacterSet } = recode(new Dataset(), terms);
  const texts = textsFor(specificCharacterSet);
  const patientName = options.patientName ?? texts.patientName;
  const accessionNumber = options.accessionNumber ?? "";
  // Other options make other objects, which must not have the same UIDs; the kinds and the encoding do not.
  const given = [
    count,
    size,
    specificCharacterSet,
    patientName,
    options.patientId,
    accessionNumber,
    studyUid,
  ];
  const seedText = String(seed ?? crypto.randomUUID());
  const name = JSON.stringify([seedText, ...given]);
  const uid = (part: string) => uidOfName(`${name} ${part}`);
  const patientId = options.patientId ?? `PHANTOM-${idOf(uid("patient"))}`;
  recode(
    createDataset({ PatientName: patientName, PatientID: patientId, AccessionNumber: accessionNumber }),
    specificCharacterSet,
  );
  return {
    kinds,
    countOf,
    sizeOf,
    specificCharacterSet,
    texts,
    patientName,
    patientId,
    accessionNumber,
    studyUid: studyUid ?? uid("study"),
    ...(seed === undefined ? now() : SEEDED_DATE),
    transferSyntaxUid,
    uid,
    random: (part) => randomOfName(`${seedText} ${part}`),
  };
}

function check(option: string, isAllowed: boolean, expected: string): void {
  if (isAllowed) return;
  throw new InvalidArgumentError("ARG_PHANTOM", `${option}: ${expected} is expected`, {
    details: { option },
  });
}

function isWithin(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

/** Eight characters of a UID, for people. */
function idOf(uid: string): string {
  return (BigInt(uid.slice("2.25.".length)) % 36n ** 8n).toString(36).toUpperCase().padStart(8, "0");
}

function now(): { date: string; time: string } {
  const now = new Date();
  return { date: formatDate(now), time: formatTime(now) };
}
