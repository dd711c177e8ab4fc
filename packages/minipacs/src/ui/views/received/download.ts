/** Hands stored files to the browser, to be saved: one under its SOP Instance UID, several as an archive. */
import { fileUrl } from "../../api.ts";
import { saveLink } from "../../save-link.ts";
import { pathOf, type Target } from "./target.ts";

export function download(target: Target): void {
  const { SOPInstanceUID } = target.uids;
  // The name is the server's, but that of a file is meant to be shown.
  if (SOPInstanceUID === undefined) saveLink(`${pathOf(target)}/archive`, "");
  else saveLink(fileUrl(SOPInstanceUID), `${SOPInstanceUID}.dcm`);
}
