/** Text of an element on its way into another character set: what could not be read does not pass in silence. PS3.5 6.1. */
import { decodeText, type EncodeTextOptions } from "../charset/text-codec.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { EncodeError } from "../errors.ts";
import { VR_TABLE } from "../vr/vr-table.ts";
import type { TextOwner } from "./decode-values.ts";
import type { DataElement } from "./element.ts";
import { valuesOf } from "./values.ts";

/** What stands in the text as U+FFFD. */
const UNREADABLE: ReadonlySet<string> = new Set(["CHARSET_BYTES", "CHARSET_ESCAPE_UNKNOWN"]);
/** What was read by the likeliest meaning; in another set nothing shows that any more. */
const GUESSED: ReadonlySet<string> = new Set(["CHARSET_NOT_DECLARED", "CHARSET_NOT_DESIGNATED"]);

/**
 * Returns the whole value as text, backslashes between values, decoded from the set in which it was read. Bytes that
 * could not be read are an EncodeError, or with `onUnencodable: "replace"` U+FFFD and a diagnostic; a guess is a
 * diagnostic.
 *
 * @throws EncodeError ENCODE_CHARACTER, without a path
 */
export function textToRecode(
  element: DataElement,
  termsAsRead: readonly string[],
  { onUnencodable, onDiagnostic }: EncodeTextOptions,
  owner?: TextOwner,
): string {
  const { bytes, vr } = element;
  // The values may have been decoded before, by somebody who did not listen. What was set has no bytes.
  if (bytes.length > 0 && VR_TABLE[vr].usesCharacterSet) {
    const start = element.endOffset - bytes.length;
    decodeText(bytes, termsAsRead, vr, {
      onDiagnostic: (told) => {
        const isUnreadable = UNREADABLE.has(told.code);
        if (!isUnreadable && !GUESSED.has(told.code)) return;
        const diagnostic: Diagnostic = { ...told, offset: start + Math.max(told.offset, 0) };
        if (isUnreadable && onUnencodable !== "replace") {
          const message = `what cannot be read cannot be recoded: ${told.message}`;
          throw new EncodeError("ENCODE_CHARACTER", message, { details: { diagnostic } });
        }
        onDiagnostic?.(diagnostic);
      },
    });
  }
  return valuesOf(element, termsAsRead, owner).map(String).join("\\");
}
