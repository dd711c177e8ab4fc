/** The sign of files whose character set is not the one that was expected: of what STORE_CHARSET_MISMATCH warns. */
import type { ApiInstance, ApiStudy } from "../api.ts";
import { words } from "../i18n/words.ts";
import { WarningMark } from "./warning-mark.tsx";

export type OtherCharacterSets = ApiStudy["otherCharacterSets"];

/** Shows nothing where none is another. */
export function CharacterSetMark({ others }: { others: OtherCharacterSets }) {
  if (others.length === 0) return null;
  const { otherCharacterSet } = words.value.common;
  const said = others.map(({ declared, expected }) => otherCharacterSet(declared, expected)).join("; ");
  return <WarningMark said={said} />;
}

/** Returns the one of a file, or none. */
export function otherCharacterSetsOf({
  SpecificCharacterSet,
  expectedCharacterSet,
}: ApiInstance): OtherCharacterSets {
  const [declared, expected] = [SpecificCharacterSet.join("\\"), expectedCharacterSet.join("\\")];
  return declared === "" || expected === "" || declared === expected ? [] : [{ declared, expected }];
}
