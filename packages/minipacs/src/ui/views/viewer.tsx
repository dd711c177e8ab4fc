/** The viewer with what is known of the image beside it; shows received files and files from disk. */
import type { DicomViewerElement } from "@minipacs/viewer-canvas";
import { useComputed } from "@preact/signals";
import { createElement } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type ApiInstance, fileUrl } from "../api.ts";
import { formatDate, formatName, formatSize } from "../format.ts";
import { instances, openFile, shown } from "../state.ts";

export function ViewerView({ isHidden }: { isHidden: boolean }) {
  const element = useRef<DicomViewerElement>(null);
  const open = shown.value;
  const file = open && "file" in open ? open.file : undefined;
  const sopInstanceUid = uidOf(open);
  const instance = useComputed(() =>
    instances.value.find((known) => known.SOPInstanceUID === uidOf(shown.value)),
  );
  const receivedAt = instance.value?.receivedAt;
  // An object that was received again is read again: `receivedAt` tells.
  useEffect(() => {
    if (!element.current) return;
    if (file !== undefined) element.current.src = file;
    else if (sopInstanceUid !== undefined) element.current.src = fileUrl(sopInstanceUid);
  }, [file, sopInstanceUid, receivedAt]);
  return (
    <section class="view viewer" aria-labelledby="viewer-title" hidden={isHidden}>
      <div class="stage">
        {createElement("dicom-viewer", { ref: element, controls: "tools window cine" })}
        {open === undefined && (
          <div class="stage-empty">
            <h3>Nothing is open</h3>
            <p>
              Choose a file in <a href="#received">Received</a>, or open one from disk.
            </p>
          </div>
        )}
      </div>
      <aside class="panel">
        <h2 id="viewer-title" class="visually-hidden">
          Viewer
        </h2>
        {file && <FactList facts={factsOfFile(file)} />}
        {instance.value && <FactList facts={factsOfInstance(instance.value)} />}
        <OpenFromDisk />
      </aside>
    </section>
  );
}

function uidOf(open: typeof shown.value): string | undefined {
  return open && "sopInstanceUid" in open ? open.sopInstanceUid : undefined;
}

type Facts = readonly (readonly [name: string, value: string])[];

function factsOfFile(file: File): Facts {
  return [
    ["File", file.name],
    ["Size", formatSize(file.size)],
  ];
}

function factsOfInstance(instance: ApiInstance): Facts {
  const study = [formatDate(instance.StudyDate), instance.StudyDescription].filter(Boolean).join(" · ");
  return [
    ["Patient", formatName(instance.PatientName) || "–"],
    ["Patient ID", instance.PatientID || "–"],
    ["Study", study || "–"],
    ["Series", instance.SeriesDescription || "–"],
    ["Modality", instance.Modality || "–"],
    ["Kind", instance.sopClassName],
    ["Syntax", instance.transferSyntaxName],
    ["Charset", instance.SpecificCharacterSet.join("\\") || "not stated"],
    ["Size", formatSize(instance.byteCount)],
  ];
}

function FactList({ facts }: { facts: Facts }) {
  return (
    <dl class="fact-list">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function OpenFromDisk() {
  const choose = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file) openFile(file);
    // So that the same file can be chosen again.
    input.value = "";
  };
  return (
    <label class="file">
      Open from disk …
      <input type="file" onChange={choose} />
    </label>
  );
}
