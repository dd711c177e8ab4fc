/** Hands stored files to the browser, to be saved: one under its SOP Instance UID, several as an archive. */
import { fileUrl } from "../../api.ts";
import { pathOf, type Target } from "./target.ts";

export function download(target: Target): void {
  const { SOPInstanceUID } = target.uids;
  const link = document.createElement("a");
  link.href = SOPInstanceUID === undefined ? `${pathOf(target)}/archive` : fileUrl(SOPInstanceUID);
  // The name is the server's, but that of a file is meant to be shown.
  link.download = SOPInstanceUID === undefined ? "" : `${SOPInstanceUID}.dcm`;
  link.click();
}
