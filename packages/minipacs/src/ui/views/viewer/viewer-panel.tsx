/** Beside the image: what it is, the way to the others of its series, files from disk. */
import type { ComponentChildren } from "preact";
import type { ApiInstance } from "../../api.ts";
import { type Fact, Facts } from "../../components/facts.tsx";
import { formatDate, formatMoment, formatName, formatNumber, formatSize } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { status } from "../../live.ts";
import { go } from "../../routes.ts";
import { openFiles, openSeries, type Shown } from "../../shown.ts";
import { type InstanceKind, kindOf } from "../../thumbnails/kind-of.ts";
import { attempt } from "../../toasts.ts";
import { ALL, goTo } from "../received/place.ts";
import { openOnServer } from "./open-externally.ts";

/** What other programs play or show; the server opens it where it has a token. */
const OPENED_ELSEWHERE: readonly InstanceKind[] = ["video", "pdf", "document"];

export interface ViewerPanelProps {
  shown: Shown | undefined;
  instances: readonly ApiInstance[];
  /** The one that is looked at, where the server has it. */
  instance: ApiInstance | undefined;
  fileFacts: readonly Fact[];
}

export function ViewerPanel({ shown, instances, instance, fileFacts }: ViewerPanelProps) {
  const { viewer } = words.value;
  return (
    <aside class="panel" aria-label={viewer.about}>
      <label class="file">
        {viewer.openFiles}
        <input
          type="file"
          multiple
          onChange={({ currentTarget }) => {
            openFiles([...(currentTarget.files ?? [])]);
            currentTarget.value = "";
          }}
        />
      </label>
      {shown !== undefined && "sopInstanceUid" in shown && instances.length > 1 && (
        <Neighbours uid={shown.sopInstanceUid} instances={instances} />
      )}
      {shown === undefined && (
        <>
          <p class="hint">{viewer.nothingText}</p>
          <a href="#received">{viewer.toReceived}</a>
        </>
      )}
      {shown !== undefined && "files" in shown && <p class="hint">{viewer.fromDisk}</p>}
      {instance ? <Facts facts={factsOf(instance)} /> : <Facts facts={fileFacts} />}
      {instance && (
        <div class="panel-actions">
          <PanelButton
            onClick={() =>
              goTo({
                // Of a file whose head says no study only itself is known.
                study: instance.StudyInstanceUID || ALL,
                series: instance.SeriesInstanceUID || ALL,
                instance: instance.SOPInstanceUID,
              })
            }
          >
            {viewer.inReceived}
          </PanelButton>
          {OPENED_ELSEWHERE.includes(kindOf(instance)) && status.value?.usesToken && (
            <PanelButton onClick={() => void attempt(() => openOnServer(instance.SOPInstanceUID))}>
              {viewer.openOnServer}
            </PanelButton>
          )}
        </div>
      )}
    </aside>
  );
}

function Neighbours({ uid, instances }: { uid: string; instances: readonly ApiInstance[] }) {
  const { viewer } = words.value;
  const at = instances.findIndex(({ SOPInstanceUID }) => SOPInstanceUID === uid);
  const step = (by: number) => {
    const next = instances[at + by];
    if (next) go("viewer", next.SOPInstanceUID);
  };
  const [first] = instances;
  return (
    <div class="neighbours">
      <button
        type="button"
        class="small"
        title={viewer.previousHint}
        disabled={at <= 0}
        onClick={() => step(-1)}
      >
        ‹ {viewer.previous}
      </button>
      <span class="position">{viewer.position(formatNumber(at + 1), formatNumber(instances.length))}</span>
      <button
        type="button"
        class="small"
        title={viewer.nextHint}
        disabled={at < 0 || at >= instances.length - 1}
        onClick={() => step(1)}
      >
        {viewer.next} ›
      </button>
      {first && (
        <PanelButton onClick={() => openSeries(first.StudyInstanceUID, first.SeriesInstanceUID)}>
          {viewer.wholeSeries}
        </PanelButton>
      )}
    </div>
  );
}

function PanelButton({ onClick, children }: { onClick: () => void; children: ComponentChildren }) {
  return (
    <button type="button" class="small whole" onClick={onClick}>
      {children}
    </button>
  );
}

function factsOf(instance: ApiInstance): Fact[] {
  const { viewer, common, received } = words.value;
  return [
    [viewer.patient, formatName(instance.PatientName) || common.noName],
    [viewer.patientId, instance.PatientID],
    [viewer.study, instance.StudyDescription],
    [viewer.studyDate, formatDate(instance.StudyDate)],
    [viewer.series, instance.SeriesDescription],
    [received.kinds[kindOf(instance)], instance.InstanceNumber],
    [viewer.modality, instance.Modality],
    [viewer.kind, instance.sopClassName],
    [viewer.encoding, instance.transferSyntaxName],
    [viewer.characterSet, instance.SpecificCharacterSet.join(" \\ ") || received.defaultCharacterSet],
    [viewer.frames, instance.frameCount > 1 ? formatNumber(instance.frameCount) : ""],
    [viewer.size, formatSize(instance.byteCount)],
    [viewer.sender, instance.callingAeTitle],
    [viewer.arrived, formatMoment(instance.receivedAt)],
    [viewer.path, instance.path],
  ];
}
