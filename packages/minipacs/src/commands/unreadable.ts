/** Says in words why a file that a command was given cannot be read. */
import { describeReadFailure } from "../storage/disk-error.ts";

/** Returns the reason; throws what is a bug of ours. */
export function describeUnreadable(error: unknown): string {
  if (typeof (error as NodeJS.ErrnoException).code === "string") return describeReadFailure(error);
  throw error;
}
