/** Application Entity titles. PS3.5 6.2 (VR AE), PS3.8 9.3.2. */
import { InvalidArgumentError } from "@minipacs/dicom-core";

/** Tells whether the text is an AE title: 1 to 16 characters, not only spaces, no backslash, no control characters. */
export function isValidAeTitle(text: string): boolean {
  return text.length <= 16 && text.trim() !== "" && /^[\x20-\x5b\x5d-\x7e]*$/.test(text);
}

/** @throws InvalidArgumentError ARG_AE_TITLE */
export function assertAeTitle(text: string, name: string): void {
  if (isValidAeTitle(text)) return;
  throw new InvalidArgumentError(
    "ARG_AE_TITLE",
    `${name}: 1 to 16 characters are expected, not only spaces, no backslash, no control characters`,
  );
}
