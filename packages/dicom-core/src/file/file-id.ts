/** File IDs of a file-set: paths below the folder of its DICOMDIR, as components. PS3.10 8.2. */
import { InvalidArgumentError } from "../errors.ts";

const MAX_COMPONENT_COUNT = 8;
/** PS3.10 8.2 and 8.5. */
const COMPONENT = /^[A-Z0-9_]{1,8}$/;
/** Separators of any platform, drive letters and streams, control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[/\\:\x00-\x1f\x7f]/;
/** Names that some platform reads as this folder, the one above, or none: Windows drops trailing dots and blanks. */
const ONLY_DOTS = /^[. ]*$/;

/**
 * Tells in words why a File ID cannot be followed as a path below its folder, `undefined` where it can: it is empty,
 * absolute, leads upwards, or holds what a platform reads as a separator, a drive or a stream. Names that merely
 * break the rules of PS3.10 8.2 (lower case, dots, length) can be followed.
 */
export function fileIdFault(components: readonly unknown[]): string | undefined {
  if (components.length === 0) return "no component";
  for (const component of components) {
    if (typeof component !== "string") return "a component that is no text";
    if (component === "") return "an empty component";
    if (ONLY_DOTS.test(component)) return "a component that leads out of the folder";
    if (FORBIDDEN.test(component)) return "a separator, drive or control character in a component";
  }
  return undefined;
}

/**
 * Passes a File ID that may be written: one to eight components of one to eight of A-Z, 0-9 and underscore.
 *
 * @throws InvalidArgumentError ARG_FILE_ID
 * @see PS3.10 8.2
 */
export function assertFileId(components: readonly string[]): void {
  const isValid =
    components.length >= 1 &&
    components.length <= MAX_COMPONENT_COUNT &&
    components.every((component) => COMPONENT.test(component));
  if (!isValid) {
    throw new InvalidArgumentError(
      "ARG_FILE_ID",
      "a File ID is one to eight components of one to eight characters A-Z, 0-9 and _",
    );
  }
}
