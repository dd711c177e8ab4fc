/** Says in words why something is not shown, with the code and what to try. */
import { type DicomFile, isDicomError, lookupUid } from "@minipacs/dicom-core/frames";

/** What the `decode-error` event tells. */
export interface ErrorWords {
  code: string;
  message: string;
  /** What the user may try; empty where nothing is known to help. */
  advice: string;
}

const ADVICE: Readonly<Record<string, string>> = {
  FILE_NOT_DICOM: "Is this the right file? DICOM files often end in .dcm or have no ending at all.",
  PIXEL_NONE: "Reports, plans and other objects without an image have nothing to draw.",
  PIXEL_TOO_SHORT: "The file may have been cut off on its way. Send or copy it again.",
  UNSUPPORTED_TRANSFER_SYNTAX: "Send the image uncompressed (Explicit VR Little Endian) to see it here.",
  VIEWER_FETCH: "Is the server still running? Open the image again.",
  VIEWER_FILE: "The file may have been moved or changed. Choose it again.",
};

/** What can be done with objects that hold no image, by words in the name of their kind. */
const WITHOUT_IMAGE: readonly (readonly [kind: RegExp, advice: string])[] = [
  [/Presentation State/, "It says how other images are to be shown: open those."],
  [/Waveform|ECG/, "Curves are not drawn here."],
  [/^RT /, "Plans and structures belong onto images, which a planning system draws."],
  [/Directory/, "It lists the files of a medium: open those."],
  [/Registration|Fiducials|Deformable/, "It says how images lie to each other: open those."],
];
const ANY_WITHOUT_IMAGE = "The metadata (key M) says what it holds.";

/** Returns the words for an error of any kind; with the file, also what it holds in place of an image. */
export function describeError(error: unknown, file?: DicomFile): ErrorWords {
  const message = error instanceof Error ? error.message : String(error);
  const code = isDicomError(error) ? error.code : "VIEWER_FAILED";
  return (
    (code === "PIXEL_NONE" && file && describeImageless(file)) || {
      code,
      message,
      advice: ADVICE[code] ?? "",
    }
  );
}

const MEDIA_STORAGE_SOP_CLASS_UID = 0x00020002;
const SOP_CLASS_UID = 0x00080016;
const ROWS = 0x00280010;

/** `undefined` where the file does not say what it is. */
function describeImageless({ meta, dataset }: DicomFile): ErrorWords | undefined {
  const uid = dataset.getText(SOP_CLASS_UID) || meta.getText(MEDIA_STORAGE_SOP_CLASS_UID) || "";
  const name = lookupUid(uid)?.name;
  if (name === undefined) return undefined;
  const code = "PIXEL_NONE";
  if (dataset.has(ROWS)) {
    const advice = "The file may be a header alone, or have been cut off. Send or copy it again.";
    return { code, message: `${name} without its pixel data`, advice };
  }
  const what = WITHOUT_IMAGE.find(([kind]) => kind.test(name))?.[1];
  const message = `a file of the kind “${name.replace(/ Storage\b/, "")}” that holds no image`;
  return { code, message, advice: what ? `${what} ${ANY_WITHOUT_IMAGE}` : ANY_WITHOUT_IMAGE };
}

/** Messages of errors are parts of sentences. */
export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
