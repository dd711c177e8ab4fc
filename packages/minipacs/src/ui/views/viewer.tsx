/** The viewer; shows received files and files from disk. */
import type { DicomViewerElement } from "@minipacs/viewer-canvas";
import "./viewer.css";
import { createElement } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { fileUrl } from "../api.ts";
import { words } from "../i18n/words.ts";
import { shown } from "../shown.ts";

/** Loaded when the view is first opened: nobody waits for it before. */
let isDefined: Promise<unknown> | undefined;

export function ViewerView({ isHidden }: { isHidden: boolean }) {
  const element = useRef<DicomViewerElement>(null);
  const [isLoaded, setLoaded] = useState(false);
  const open = shown.value;
  useEffect(() => {
    isDefined ??= import("@minipacs/viewer-canvas");
    void isDefined.then(() => setLoaded(true));
  }, []);
  useEffect(() => {
    if (!element.current || open === undefined || !isLoaded) return;
    if ("files" in open) element.current.src = [...open.files];
    else if ("sopInstanceUids" in open) element.current.src = open.sopInstanceUids.map(fileUrl);
    else element.current.src = fileUrl(open.sopInstanceUid);
  }, [open, isLoaded]);
  return (
    <section class="view viewer" aria-label={words.value.viewer.title} hidden={isHidden}>
      <div class="stage">{createElement("dicom-viewer", { ref: element, controls: "all" })}</div>
    </section>
  );
}
