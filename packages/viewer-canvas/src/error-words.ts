/** Says in words why something is not shown, with the code and what to try; a chunk of its own. */
import { type DicomFile, isDicomError, lookupUid } from "@minipacs/dicom-core/frames";
import type { LabelChanges } from "./controls/labels.ts";
import { type ErrorWords, plainWords } from "./plain-error.ts";
import { createWords } from "./words.ts";

/** Advice by code. A page may also give the message of any code: `error-FILE_NOT_DICOM`. */
export const ERROR_WORDS = {
  /** Of codes without words of their own; `{0}` is what the error says in English. */
  "error-any": "{0}",
  /** Of pixel data, likewise. */
  "error-pixel": "{0}",
  "error-VIEWER_PART": "a part of the viewer could not be loaded",
  "advice-ARG_FRAME": "Choose another frame.",
  "advice-ARG_VOI": "Choose another window, or press Auto.",
  "advice-FILE_NOT_DICOM": "Is this the right file? DICOM files often end in .dcm or have no ending at all.",
  "advice-LIMIT_EXCEEDED":
    "It is larger than what is shown in a browser. Open it with a program on this computer.",
  "advice-PIXEL_NONE": "Reports, plans and other objects without an image have nothing to draw.",
  "advice-PIXEL_TOO_SHORT": "The file may have been cut off on its way. Send or copy it again.",
  "advice-UNSUPPORTED_JPEG_LS": "Send the image uncompressed (Explicit VR Little Endian) to see it here.",
  "advice-UNSUPPORTED_JPEG_PROCESS":
    "Send the image uncompressed (Explicit VR Little Endian) to see it here.",
  "advice-UNSUPPORTED_PHOTOMETRIC_INTERPRETATION":
    "Send the image in RGB, or in grey (MONOCHROME2), to see it here.",
  "advice-UNSUPPORTED_TRANSFER_SYNTAX":
    "Send the image uncompressed (Explicit VR Little Endian) to see it here.",
  "advice-UNSUPPORTED_VIDEO": "Open the film with a player on this computer.",
  "advice-VIEWER_FAILED": "Reload the page, and open the image again.",
  "advice-VIEWER_FETCH": "Is the server still running? Open the image again.",
  /** Where it answers, but with a status of HTTP that is no success. */
  "advice-VIEWER_FETCH-address": "Is the address right, and may this page read what is there?",
  "advice-VIEWER_FETCH-server": "The server failed: its log may say why. Open the image again.",
  /** Of `file:`, which a page that is itself opened from the disk begins its addresses with. */
  "advice-VIEWER_FETCH-disk":
    "Browsers fetch nothing from the disk: open the page over http, from a web server.",
  "advice-VIEWER_FILE": "The file may have been moved or changed. Choose it again.",
  "advice-VIEWER_PART": "Is the server still running? Reload the page.",
  "advice-VIEWER_WORKER": "Memory may be short: close other pages, and open the image again.",
  /** Of pixel data that breaks the rules of its own coding. */
  "advice-damaged": "The file may be damaged. Send or copy it again.",
  "without-presentation": "It says how other images are to be shown: open those.",
  "without-waveform": "Curves are not drawn here.",
  "without-plan": "Plans and structures belong onto images, which a planning system draws.",
  "without-directory": "It lists the files of a medium: open those.",
  "without-registration": "It says how images lie to each other: open those.",
  "without-any": "The metadata (key M) says what it holds.",
  "without-pixels": "{0} without its pixel data",
  "without-pixels-advice": "The file may be a header alone, or have been cut off. Send or copy it again.",
  "without-image": "a file of the kind “{0}” that holds no image",
} as const;

type ErrorWord = keyof typeof ERROR_WORDS;

/** What can be done with objects that hold no image, by words in the name of their kind. */
const WITHOUT_IMAGE: readonly (readonly [kind: RegExp, advice: ErrorWord])[] = [
  [/Presentation State/, "without-presentation"],
  [/Waveform|ECG/, "without-waveform"],
  [/^RT /, "without-plan"],
  [/Directory/, "without-directory"],
  [/Registration|Fiducials|Deformable/, "without-registration"],
];

/** Returns the words for an error of any kind; with the file, also what it holds in place of an image. */
export function describeError(error: unknown, file?: DicomFile, own: LabelChanges = {}): ErrorWords {
  const { code, message: said } = plainWords(error);
  const imageless = code === "PIXEL_NONE" ? file && describeImageless(file, own) : undefined;
  if (imageless) return imageless;
  const words = createWords(ERROR_WORDS, own);
  const name = (prefix: "error" | "advice"): ErrorWord | undefined => {
    const key = `${prefix}-${code}`;
    return key in ERROR_WORDS || key in own ? (key as ErrorWord) : undefined;
  };
  const isOfPixels = code.startsWith("PIXEL_");
  const advice = adviceOnFetching(error) ?? name("advice") ?? (isOfPixels ? "advice-damaged" : undefined);
  return {
    code,
    message: words(name("error") ?? (isOfPixels ? "error-pixel" : "error-any"), said),
    advice: advice ? words(advice) : "",
  };
}

/** `undefined` where the server may be gone: then there is no status. */
function adviceOnFetching(error: unknown): ErrorWord | undefined {
  if (!isDicomError(error, "VIEWER_FETCH")) return undefined;
  const { status, url } = error.details as { status?: number; url?: string };
  if (status !== undefined) {
    return status < 500 ? "advice-VIEWER_FETCH-address" : "advice-VIEWER_FETCH-server";
  }
  const isOfDisk = url !== undefined && new URL(url, globalThis.document?.baseURI).protocol === "file:";
  return isOfDisk ? "advice-VIEWER_FETCH-disk" : undefined;
}

const MEDIA_STORAGE_SOP_CLASS_UID = 0x00020002;
const SOP_CLASS_UID = 0x00080016;
const ROWS = 0x00280010;

/** `undefined` where the file does not say what it is. */
function describeImageless({ meta, dataset }: DicomFile, own: LabelChanges): ErrorWords | undefined {
  const uid = dataset.getText(SOP_CLASS_UID) || meta.getText(MEDIA_STORAGE_SOP_CLASS_UID) || "";
  const name = lookupUid(uid)?.name;
  if (name === undefined) return undefined;
  const words = createWords(ERROR_WORDS, own);
  const code = "PIXEL_NONE";
  if (dataset.has(ROWS)) {
    return { code, message: words("without-pixels", name), advice: words("without-pixels-advice") };
  }
  const what = WITHOUT_IMAGE.find(([kind]) => kind.test(name))?.[1];
  const message = words("without-image", name.replace(/ Storage\b/, ""));
  const any = words("without-any");
  return { code, message, advice: what ? `${words(what)} ${any}` : any };
}
