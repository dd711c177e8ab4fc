/** The viewer; shows received files, whole series of them, and files from disk. */
import type { DicomViewerElement, ExternalVideo, LabelChanges } from "@minipacs/viewer-canvas";
import { createElement } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Fact } from "../components/facts.tsx";
import { type Language, language, words } from "../i18n/words.ts";
import { shown } from "../shown.ts";
import { attempt } from "../toasts.ts";
import { factsOfFile, uidOf } from "./viewer/file-facts.ts";
import { openExternally } from "./viewer/open-externally.ts";
import { useOpened } from "./viewer/opened.ts";
import { ViewerPanel } from "./viewer/viewer-panel.tsx";
import "./viewer.css";

export function ViewerView({ isHidden }: { isHidden: boolean }) {
  const labels = useViewer(language.value);
  const opened = useOpened(shown.value);
  const [looked, setLooked] = useState<{ uid: string | undefined; facts: readonly Fact[] }>();
  const { viewer } = words.value;
  const instance = opened?.instances.find(({ SOPInstanceUID }) => SOPInstanceUID === looked?.uid);
  const look = (element: DicomViewerElement) => {
    const file = element.viewer?.file;
    setLooked(file && { uid: uidOf(file), facts: factsOfFile(file) });
  };
  return (
    <section class="view viewer" aria-label={viewer.title} hidden={isHidden}>
      <div class="stage">
        {labels && (
          <Stage key={language.value} labels={labels.words} sources={opened?.sources} onLook={look} />
        )}
      </div>
      <ViewerPanel
        shown={shown.value}
        instances={opened?.instances ?? []}
        instance={instance}
        fileFacts={looked && shown.value ? looked.facts : []}
      />
    </section>
  );
}

interface StageProps {
  labels: LabelChanges;
  sources: readonly (string | File)[] | undefined;
  /** Another file is looked at, or another of its frames. */
  onLook: (element: DicomViewerElement) => void;
}

/** The element itself; its options are read when it comes into the document. */
function Stage({ labels, sources, onLook }: StageProps) {
  const holder = useRef<HTMLDivElement>(null);
  const element = useRef<DicomViewerElement>(undefined);
  const latest = useRef(onLook);
  latest.current = onLook;
  useEffect(() => {
    const made = document.createElement("dicom-viewer");
    made.options = {
      labels,
      controls: "all",
      workerUrl: "/assets/decode-worker.js",
      openExternally: (film: ExternalVideo) => {
        const uid =
          Array.isArray(made.src) && made.src[0] instanceof File ? undefined : uidOf(made.viewer?.file);
        void openExternally(film, uid);
      },
      acceptsDrops: false,
    };
    const look = () => latest.current(made);
    made.addEventListener("frame-change", look);
    made.addEventListener("decode-error", look);
    element.current = made;
    holder.current?.append(made);
    return () => made.remove();
  }, []);
  const key = sources && (typeof sources[0] === "string" ? sources.join("\n") : sources);
  useEffect(() => {
    const made = element.current;
    if (!made || !sources) return;
    const [first] = sources;
    if (first instanceof File) void made.viewer?.showFiles(sources as readonly File[]);
    else made.src = sources.length === 1 ? first : [...sources];
  }, [key]);
  return createElement("div", { ref: holder, class: "stage-holder" });
}

/** Loaded when the view is first opened: nobody waits for it before. */
function useViewer(wanted: Language): { words: LabelChanges } | undefined {
  const [loaded, setLoaded] = useState<{ words: LabelChanges; language: Language }>();
  useEffect(() => {
    void attempt(async () => {
      const [, german] = await Promise.all([
        import("@minipacs/viewer-canvas"),
        wanted === "de" ? import("@minipacs/viewer-canvas/german") : undefined,
      ]);
      setLoaded({ words: german?.germanLabels ?? {}, language: wanted });
    });
  }, [wanted]);
  return loaded?.language === wanted ? loaded : undefined;
}
