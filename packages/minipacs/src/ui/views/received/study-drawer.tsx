/** A study beside the list: its series, and the files of the one that is open, as they arrive. */
import { useEffect } from "preact/hooks";
import type { ApiInstance, ApiSeries, ApiStudy } from "../../api.ts";
import { Drawer } from "../../components/drawer.tsx";
import { Facts } from "../../components/facts.tsx";
import { formatDate, formatMoment, formatName, formatNumber, formatSize, isolated } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { status } from "../../live.ts";
import { InstanceTable } from "./instance-table.tsx";
import { goTo } from "./place.ts";
import { SeriesList } from "./series-list.tsx";
import { seriesPath, targetOfStudy } from "./target.ts";
import { TargetActions } from "./target-actions.tsx";
import { useOne, useStored } from "./use-live.ts";

export function StudyDrawer({ study, series }: { study: string; series: string | undefined }) {
  const found = useOne<ApiStudy>(`/api/studies/${encodeURIComponent(study)}`);
  const list = useStored<ApiSeries>(seriesPath(study), {
    key: ({ SeriesInstanceUID }) => SeriesInstanceUID,
    query: { sort: "SeriesNumber" },
  });
  const count = list.totalCount.value;
  useEffect(() => list.show(0, Math.max(0, count - 1)), [list, count]);
  const open = series ?? list.rows[0]?.SeriesInstanceUID;
  const close = () => goTo({});
  const { received, common } = words.value;
  if (found === "gone") {
    return (
      <Drawer title={received.study} onClose={close}>
        <p>{received.gone}</p>
      </Drawer>
    );
  }
  return (
    <Drawer
      title={found ? formatName(found.PatientName) || common.noName : common.loading}
      onClose={close}
      actions={found && <TargetActions target={targetOfStudy(found)} />}
    >
      {found && <AboutStudy study={found} />}
      <h4>
        {received.series} <span class="count">{formatNumber(count)}</span>
      </h4>
      <SeriesList series={list.rows} open={open} onOpen={(uid) => goTo({ study, series: uid })} />
      {open !== undefined && <Instances key={`${study}/${open}`} study={study} series={open} />}
    </Drawer>
  );
}

function AboutStudy({ study }: { study: ApiStudy }) {
  const { received } = words.value;
  const dataDir = status.value?.dataDir ?? received.temporary;
  const parts = [formatDate(study.StudyDate), study.StudyDescription].filter(Boolean);
  return (
    <details class="about">
      <summary>{parts.map(isolated).join(" · ") || received.aboutStudy}</summary>
      <Facts
        facts={[
          [received.patientId, study.PatientID],
          [received.birthDate, formatDate(study.PatientBirthDate)],
          [received.accession, study.AccessionNumber],
          [received.sender, study.callingAeTitles.join(", ")],
          [received.size, formatSize(study.byteCount)],
          [received.arrived, formatMoment(study.receivedAt)],
          [received.studyUid, <span class="mono">{study.StudyInstanceUID}</span>],
          [received.folder, <span class="mono">{`${dataDir}/objects/${study.StudyInstanceUID}`}</span>],
        ]}
      />
    </details>
  );
}

function Instances({ study, series }: { study: string; series: string }) {
  const list = useStored<ApiInstance>(`${seriesPath(study, series)}/instances`, {
    key: ({ SOPInstanceUID }) => SOPInstanceUID,
    query: { sort: "InstanceNumber" },
  });
  return (
    <InstanceTable
      list={list}
      onOpen={({ SOPInstanceUID }) => goTo({ study, series, instance: SOPInstanceUID })}
    />
  );
}
