/** What a file shows, told by its SOP Class and transfer syntax before anything of it is read. PS3.4 B.5, PS3.5 A.4. */
import type { ApiInstance } from "../api.ts";

export type InstanceKind = "image" | "video" | "report" | "pdf" | "document" | "waveform" | "none";

/** As `isVideoSyntax` of dicom-core says, which a test holds it to: the page first comes without that package. */
const VIDEO_SYNTAX = /^1\.2\.840\.10008\.1\.2\.4\.10[0-8](\.1)?$/;
const ENCAPSULATED_PDF = "1.2.840.10008.5.1.4.1.1.104.1";
const ENCAPSULATED = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.104\./;
const REPORT = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.88\./;
const WAVEFORM = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.9\./;

export function kindOf({ SOPClassUID, TransferSyntaxUID, hasPixelData }: ApiInstance): InstanceKind {
  if (VIDEO_SYNTAX.test(TransferSyntaxUID)) return "video";
  if (hasPixelData) return "image";
  if (SOPClassUID === ENCAPSULATED_PDF) return "pdf";
  if (ENCAPSULATED.test(SOPClassUID)) return "document";
  if (REPORT.test(SOPClassUID)) return "report";
  return WAVEFORM.test(SOPClassUID) ? "waveform" : "none";
}
