/** The character set of a station: of what it is answered, and what it is expected to send. PS3.3 C.12.1.1.2. */
import type { PacsSettings } from "../config/settings.ts";

/** Returns the terms of answers to a calling AE title. */
export function answeredTerms(
  { charset, charsetFor }: Pick<PacsSettings, "charset" | "charsetFor">,
  aeTitle: string,
): readonly string[] {
  return ownTerms(charsetFor, aeTitle) ?? charset;
}

/** What says which character set is expected of whom. */
export type CharsetExpectation = Pick<PacsSettings, "expectedCharset" | "charsetFor">;

/** Returns the terms that objects of a calling AE title are expected to declare; none where nobody has said. */
export function expectedTerms(
  { expectedCharset, charsetFor }: CharsetExpectation,
  aeTitle: string,
): readonly string[] {
  return ownTerms(charsetFor, aeTitle) ?? expectedCharset;
}

function ownTerms(charsetFor: PacsSettings["charsetFor"], aeTitle: string): readonly string[] | undefined {
  // What every object has by itself, such as "constructor", may be an AE title.
  return Object.hasOwn(charsetFor, aeTitle) ? charsetFor[aeTitle] : undefined;
}
