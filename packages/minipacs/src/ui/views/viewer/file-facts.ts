/** What a file says of itself, for files that the server does not know. Values by tag: no dictionary is needed. */
import type { DicomViewerElement } from "@minipacs/viewer-canvas";
import type { Fact } from "../../components/facts.tsx";
import { formatDate, formatName } from "../../format.ts";
import { words } from "../../i18n/words.ts";

type ShownFile = NonNullable<NonNullable<DicomViewerElement["viewer"]>["file"]>;

const SOP_INSTANCE_UID = 0x00080018;

export function uidOf(file: ShownFile | undefined): string | undefined {
  return file?.dataset.getText(SOP_INSTANCE_UID)?.trim();
}

export function factsOfFile({ dataset }: ShownFile): Fact[] {
  const { viewer, common } = words.value;
  const text = (tag: number) => dataset.getText(tag)?.trim() ?? "";
  return [
    [viewer.patient, formatName(text(0x00100010)) || common.noName],
    [viewer.patientId, text(0x00100020)],
    [viewer.study, text(0x00081030)],
    [viewer.studyDate, formatDate(text(0x00080020))],
    [viewer.series, [text(0x00200011), text(0x0008103e)].filter(Boolean).join(" · ")],
    [viewer.modality, text(0x00080060)],
    [viewer.characterSet, text(0x00080005)],
    [viewer.frames, text(0x00280008)],
  ];
}
