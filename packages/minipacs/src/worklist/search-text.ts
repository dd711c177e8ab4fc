/** What a worklist entry is searched in: all its text, in one piece and in lower case. */
import type { Dataset } from "@minipacs/dicom-core";

/** Between texts, so that none is found that begins in one and ends in the next. */
const SEPARATOR = "\n";
/** The same in all entries. */
const SPECIFIC_CHARACTER_SET = 0x00080005;

/** Returns the text of all attributes but the character set, those of items too. */
export function searchTextOf(dataset: Dataset): string {
  return textsOf(dataset).join(SEPARATOR);
}

/** Returns a text as it is looked for. */
export function searchedText(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

function textsOf(dataset: Dataset): string[] {
  return [...dataset.elements()].flatMap(({ tag, items }) => {
    if (items) return items.flatMap(textsOf);
    const text = tag === SPECIFIC_CHARACTER_SET ? undefined : dataset.getText(tag)?.trim();
    return text ? [searchedText(text)] : [];
  });
}
