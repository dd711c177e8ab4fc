/** Transfer syntaxes as people write them: UID, keyword, or enough of the name. PS3.6 Annex A. */
import { InvalidArgumentError, isValidUid, lookupUid, transferSyntaxes } from "@minipacs/dicom-core";

/**
 * Returns the UIDs of transfer syntaxes, in the order given, each once.
 *
 * @throws InvalidArgumentError CONFIG_TRANSFER_SYNTAX
 */
export function checkTransferSyntaxes(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => transferSyntaxOf(name.trim())))];
}

function transferSyntaxOf(text: string): string {
  if (isValidUid(text)) return text;
  const wanted = plain(text);
  const known = transferSyntaxes()
    .filter(({ isDataSetEncoding }) => isDataSetEncoding)
    .map(({ uid, retired: isRetired }) => ({ ...lookupUid(uid), uid, isRetired }));
  const found = known.find(
    ({ keyword, name = "" }) => wanted !== "" && (plain(keyword ?? "") === wanted || plain(name) === wanted),
  );
  // "JPEG Baseline" is the start of "JPEG Baseline (Process 1)": fine where it is the start of one name alone.
  const starting = known.filter(
    ({ name = "", isRetired }) => wanted !== "" && !isRetired && plain(name).startsWith(wanted),
  );
  const [first, second] = starting;
  if (found) return found.uid;
  if (first && !second) return first.uid;
  const advice = second
    ? `it may be ${starting
        .slice(0, 4)
        .map(({ name, uid }) => `"${name}" (${uid})`)
        .join(" or ")}`
    : `a UID, or a keyword or name of PS3.6 such as "JPEG Baseline" or "ExplicitVRLittleEndian", is expected`;
  throw new InvalidArgumentError(
    "CONFIG_TRANSFER_SYNTAX",
    `"${text}" is not one transfer syntax: ${advice}.`,
  );
}

/** Letters and digits alone decide. */
function plain(name: string): string {
  return name
    .split(":")[0]
    ?.toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "") as string;
}
