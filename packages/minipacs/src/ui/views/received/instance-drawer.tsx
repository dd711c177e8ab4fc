/** A file beside the list: its picture, what is known of it, what is odd about it. */
import type { ApiInstance, ApiList } from "../../api.ts";
import { Drawer } from "../../components/drawer.tsx";
import { Facts } from "../../components/facts.tsx";
import { formatDate, formatMoment, formatName, formatSize } from "../../format.ts";
import { language, words } from "../../i18n/words.ts";
import { status } from "../../live.ts";
import { inPageWords } from "../../problem-words.ts";
import { go } from "../../routes.ts";
import { ThumbnailPicture } from "../../thumbnails/thumbnail-picture.tsx";
import { ALL, goTo } from "./place.ts";
import { nameOfInstance, targetOfInstance } from "./target.ts";
import { TargetActions } from "./target-actions.tsx";
import { useOne } from "./use-live.ts";

export interface InstanceDrawerProps {
  study: string;
  series: string;
  instance: string;
}

type Remarks = ApiList<{ code: string; message: string }>;

export function InstanceDrawer({ study, series, instance }: InstanceDrawerProps) {
  const path = `/api/instances/${encodeURIComponent(instance)}`;
  const found = useOne<ApiInstance>(path);
  const { received, common } = words.value;
  const isAll = study === ALL;
  const back = () => goTo(isAll ? { study } : { study, series });
  return (
    <Drawer
      title={
        found === undefined ? common.loading : found === "gone" ? received.instance : nameOfInstance(found)
      }
      onClose={back}
      actions={
        <>
          <button type="button" class="small" onClick={back}>
            ‹ {isAll ? received.allFiles : received.backToSeries}
          </button>
          {found !== undefined && found !== "gone" && (
            <>
              <button type="button" class="small primary" onClick={() => go("viewer", instance)}>
                {received.open}
              </button>
              <TargetActions target={targetOfInstance(found)} />
            </>
          )}
        </>
      }
    >
      {found === "gone" && <p>{received.gone}</p>}
      {found !== undefined && found !== "gone" && (
        <>
          <div class="instance">
            <ThumbnailPicture instance={found} isLarge />
            <InstanceFacts instance={found} />
          </div>
          <Remarks path={`${path}/warnings`} />
        </>
      )}
    </Drawer>
  );
}

function InstanceFacts({ instance }: { instance: ApiInstance }) {
  const { received, common } = words.value;
  const dataDir = status.value?.dataDir;
  const mono = (text: string) => text && <span class="mono">{text}</span>;
  return (
    <Facts
      facts={[
        [received.patient, formatName(instance.PatientName) || common.noName],
        [received.patientId, mono(instance.PatientID)],
        [received.accession, mono(instance.AccessionNumber)],
        [received.modality, instance.Modality],
        [received.studyDate, formatDate(instance.StudyDate)],
        [received.study, instance.StudyDescription],
        [received.series, instance.SeriesDescription],
        [received.kind, instance.sopClassName],
        [received.encoding, instance.transferSyntaxName],
        [received.characterSet, instance.SpecificCharacterSet.join(" \\ ") || received.defaultCharacterSet],
        [received.size, formatSize(instance.byteCount)],
        [received.sender, mono(instance.callingAeTitle)],
        [received.arrived, formatMoment(instance.receivedAt)],
        [received.folder, dataDir === undefined ? received.temporary : mono(`${dataDir}/objects`)],
        [received.path, mono(instance.path)],
        [received.instanceUid, mono(instance.SOPInstanceUID)],
      ]}
    />
  );
}

function Remarks({ path }: { path: string }) {
  const found = useOne<Remarks>(path);
  const { received } = words.value;
  if (found === undefined || found === "gone") return null;
  return (
    <section aria-label={received.remarks}>
      <h4>{received.remarks}</h4>
      {found.items.length === 0 && <p class="hint">{received.noRemarks}</p>}
      <ul class="remarks">
        {found.items.map(({ code, message }) => (
          <li key={`${code} ${message}`}>
            ⚠️ <strong>{received.remarkNames[code] ?? inPageWords(code, code)}</strong>
            <span class="sub">{language.value === "en" ? message : placeOf(message)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Returns the path that a remark begins with; the rest of it is English. */
function placeOf(message: string): string {
  return /^[\w.[\]]+(?=: )/.exec(message)?.[0] ?? "";
}
