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
        {createElement("dicom-viewer", { ref: element })}
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
        <Controls viewer={element} isEmpty={open === undefined} />
        <Help />
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

interface ControlsProps {
  viewer: { readonly current: DicomViewerElement | null };
  isEmpty: boolean;
}

function Controls({ viewer, isEmpty }: ControlsProps) {
  const button = (
    label: string,
    action: Parameters<NonNullable<DicomViewerElement["viewer"]>["dispatch"]>[0],
  ) => (
    <button type="button" disabled={isEmpty} onClick={() => viewer.current?.viewer?.dispatch(action)}>
      {label}
    </button>
  );
  const choose = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file) openFile(file);
    // So that the same file can be chosen again.
    input.value = "";
  };
  return (
    <div class="controls">
      {button("Fit", { type: "fit" })}
      {button("1 : 1", { type: "actual-size" })}
      {button("Invert", { type: "invert" })}
      {button("Reset window", { type: "reset-window" })}
      <label class="file">
        Open from disk …
        <input type="file" onChange={choose} />
      </label>
    </div>
  );
}

function Help() {
  return (
    <dl class="help">
      <dt>Wheel</dt>
      <dd>Zoom at the pointer</dd>
      <dt>Left drag</dt>
      <dd>Move</dd>
      <dt>Right drag</dt>
      <dd>Width ↔, center ↕</dd>
      <dt>Keys</dt>
      <dd>+ − arrows, Shift+arrows, 0, 1, I, W</dd>
    </dl>
  );
}
