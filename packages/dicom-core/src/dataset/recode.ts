/** Data sets in another character set, with every loss told. PS3.5 6.1.2, PS3.3 C.12.1.1.2. */
import { canonicalTerms } from "../charset/declaration.ts";
import { decodeText, type EncodeTextOptions, encodeText } from "../charset/text-codec.ts";
import { sameTerms } from "../codec/element-value.ts";
import { bytesBehindElements, elementsWithDuplicates, rawSequenceBytes } from "../codec/kept-bytes.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { EncodeError, InvalidArgumentError, isDicomError } from "../errors.ts";
import { elementPath } from "../tag.ts";
import { VR_TABLE } from "../vr/vr-table.ts";
import type { Dataset } from "./dataset.ts";
import type { DataElement } from "./element.ts";
import { textToRecode } from "./text-to-recode.ts";

/**
 * What to do where the set does not hold a character, or bytes could not be read: `"error"` throws, `"replace"` writes
 * `?`, or U+FFFD where the set holds it; `"widen"` declares ISO_IR 192 (UTF-8) instead, for all of the data set.
 */
export type UnencodablePolicy = "error" | "replace" | "widen";

/** What `recode` returns. */
export interface RecodedDataset {
  /** A new one; the one that was given is as it was. */
  dataset: Dataset;
  /** What it declares: the terms asked for, or ISO_IR 192. */
  specificCharacterSet: readonly string[];
  /**
   * Each loss with its path: bytes that could not be read (CHARSET_BYTES, CHARSET_ESCAPE_UNKNOWN), text read by a guess
   * that nothing shows any more (CHARSET_NOT_DECLARED, CHARSET_NOT_DESIGNATED), characters replaced (CHARSET_REPLACED),
   * a wider set declared (CHARSET_WIDENED), what is no element left out (DATASET_LEFT_OUT). What was wrong with the
   * declaration itself was told on reading.
   */
  losses: Diagnostic[];
}

const SPECIFIC_CHARACTER_SET = 0x00080005;
const UTF_8: readonly string[] = ["ISO_IR 192"];

interface Recoding {
  terms: readonly string[];
  onUnencodable: "error" | "replace";
  losses: Diagnostic[];
}

/**
 * Returns a data set with the same values whose text, that of all items too, is in a character set; items have no
 * declaration of their own. A set of two bytes a character is declared behind the default repertoire. Characters that
 * Unicode has twice for one character of the set (〜 and ～, − and －, ¢ and ￠ …) count as the same: no loss is told.
 * Text that is in the set already keeps its bytes, unreadable ones too; so do values of VR UN, of which nobody knows
 * whether they are text.
 *
 * @throws EncodeError ENCODE_CHARACTER with the path of the element, with the policy `"error"` (default), for a character
 *   that the set does not hold, and for bytes that cannot be read
 * @throws InvalidArgumentError ARG_CHARSET for terms that are not defined, or cannot stand together
 * @see PS3.3 C.12.1.1.2
 */
export function recode(
  dataset: Dataset,
  specificCharacterSet: readonly string[],
  policy: UnencodablePolicy = "error",
): RecodedDataset {
  const terms = canonicalTerms(specificCharacterSet);
  if (terms === undefined) {
    throw new InvalidArgumentError("ARG_CHARSET", "not a Specific Character Set of PS3.3 C.12.1.1.2");
  }
  if (policy !== "widen") return recodeAs(dataset, terms, policy);
  try {
    return recodeAs(dataset, terms, "error");
  } catch (error) {
    if (!isDicomError(error, "ENCODE_CHARACTER")) throw error;
    const widened = recodeAs(dataset, UTF_8, "replace");
    widened.losses.unshift({
      code: "CHARSET_WIDENED",
      severity: "warning",
      offset: -1,
      path: (error as unknown as EncodeError).path,
      message: `${error.message}: ISO_IR 192 is declared instead`,
    });
    return widened;
  }
}

function recodeAs(
  dataset: Dataset,
  terms: readonly string[],
  onUnencodable: "error" | "replace",
): RecodedDataset {
  const losses: Diagnostic[] = [];
  const copy = recodeItem(dataset, "", { terms, onUnencodable, losses });
  if (terms.length > 0) copy.set(SPECIFIC_CHARACTER_SET, terms);
  return { dataset: copy, specificCharacterSet: terms, losses };
}

function recodeItem(dataset: Dataset, path: string, recoding: Recoding): Dataset {
  const copy = dataset.clone();
  const keepsBytes = sameTerms(recoding.terms, dataset.characterSetAsRead);
  const countAsRead = [...elementsWithDuplicates(dataset)].length;
  if (countAsRead > dataset.size || bytesBehindElements(dataset)) {
    const message = "elements that came twice, or bytes at the end, are left out";
    recoding.losses.push({ code: "DATASET_LEFT_OUT", severity: "warning", offset: -1, path, message });
  }
  for (const element of dataset.elements()) {
    const { tag, vr, items } = element;
    if (tag === SPECIFIC_CHARACTER_SET) {
      copy.delete(tag);
    } else if (items && rawSequenceBytes(element) === undefined) {
      const recoded = items.map((item, index) =>
        recodeItem(item, `${elementPath(path, tag)}[${index}]`, recoding),
      );
      copy.set(tag, recoded, { vr });
    } else if (VR_TABLE[vr].usesCharacterSet && !(keepsBytes && element.isRead)) {
      const text = recodeText(dataset, element, elementPath(path, tag), recoding);
      if (text !== undefined) copy.set(tag, text, { vr, validate: false });
    }
  }
  return copy;
}

/** Returns the text with what was replaced in it, `undefined` where it is held as it is. */
function recodeText(
  dataset: Dataset,
  element: DataElement,
  path: string,
  { terms, losses, onUnencodable }: Recoding,
): string | undefined {
  const { vr } = element;
  const lossCount = losses.length;
  const options: EncodeTextOptions = {
    onUnencodable,
    onDiagnostic: (diagnostic) => losses.push({ ...diagnostic, path }),
  };
  try {
    const text = textToRecode(element, dataset.characterSetAsRead, options, dataset);
    const bytes = encodeText(text, terms, vr, options);
    return losses.length > lossCount ? decodeText(bytes, terms, vr) : undefined;
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error;
    const { code, message, details } = error;
    throw new EncodeError(code, `${path}: ${message}`, { path, details, cause: error });
  }
}
