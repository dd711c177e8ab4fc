/** The character set of a station: of what it is answered, and what it is expected to send. PS3.3 C.12.1.1.2. */
import type { PacsSettings } from "../config/settings.ts";

/** Returns the terms that hold for a calling AE title; none: answers are in ASCII, and nothing is expected. */
export function stationTerms(
  { charset, charsetFor }: Pick<PacsSettings, "charset" | "charsetFor">,
  aeTitle: string,
): readonly string[] {
  // What every object has by itself, such as "constructor", may be an AE title.
  return (Object.hasOwn(charsetFor, aeTitle) ? charsetFor[aeTitle] : undefined) ?? charset;
}
