/** The sign of files whose character set is not the one that the server is set to: of what STORE_CHARSET_MISMATCH warns. */

import { words } from "../i18n/words.ts";
import { status } from "../live.ts";

export interface CharacterSetMarkProps {
  /** Of the files, each with backslashes between its terms. */
  declared: readonly string[];
}

/** Shows nothing for those that declare none, or the server's own. */
export function CharacterSetMark({ declared }: CharacterSetMarkProps) {
  const ours = status.value?.SpecificCharacterSet.join("\\") ?? "";
  const others = declared.filter((set) => set !== "" && set !== ours);
  if (ours === "" || others.length === 0) return null;
  const said = words.value.common.otherCharacterSet(others.join(", "), ours);
  return (
    <span class="other-set" role="img" aria-label={said} title={said}>
      ⚠️
    </span>
  );
}
