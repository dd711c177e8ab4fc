/** A study beside the list: its series, and the files of the one that is open, as they arrive. */
import { useEffect } from "preact/hooks";
import type { ApiInstance, ApiSeries, ApiStudy } from "../../api.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { Drawer } from "../../components/drawer.tsx";
import { Facts } from "../../components/facts.tsx";
import { formatDate, formatMoment, formatName, formatNumber, formatSize } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { status } from "../../live.ts";
import { ThumbnailPicture } from "../../thumbnails/thumbnail-picture.tsx";
import { goTo } from "./place.ts";
import { SeriesList } from "./series-list.tsx";
import { nameOfInstance, seriesPath, targetOfStudy } from "./target.ts";
import { TargetActions } from "./target-actions.tsx";
import { useOne, useStored } from "./use-live.ts";

const THUMBNAIL_ROW_PX = 56;

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
  const date = [formatDate(study.StudyDate), study.StudyDescription].filter(Boolean).join(" · ");
  const summary = date || received.aboutStudy;
  return (
    <details class="about">
      <summary dir="auto">{summary}</summary>
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
  const { received } = words.value;
  const columns: Column<ApiInstance>[] = [
    {
      key: "picture",
      title: "",
      width: "4.4rem",
      class: "picture",
      render: (instance) => <ThumbnailPicture instance={instance} />,
    },
    {
      key: "kind",
      title: received.instance,
      sort: "InstanceNumber",
      render: (instance) => (
        <>
          <span class="name">{nameOfInstance(instance)}</span>
          <span class="sub">{encodingOf(instance)}</span>
        </>
      ),
    },
    {
      key: "size",
      title: received.size,
      width: "5.4rem",
      class: "number",
      render: ({ byteCount }) => formatSize(byteCount),
    },
    {
      key: "arrived",
      title: received.arrived,
      width: "13.5rem",
      render: ({ receivedAt, callingAeTitle }) => (
        <>
          <span class="name plain">{formatMoment(receivedAt)}</span>
          <span class="sub mono">{callingAeTitle}</span>
        </>
      ),
    },
  ];
  return (
    <DataTable
      label={received.files}
      list={list}
      columns={columns}
      rowHeight={THUMBNAIL_ROW_PX}
      onOpen={({ SOPInstanceUID }) => goTo({ study, series, instance: SOPInstanceUID })}
    />
  );
}

function encodingOf({ transferSyntaxName, frameCount }: ApiInstance): string {
  const frames = frameCount > 1 ? words.value.received.frames(formatNumber(frameCount)) : "";
  return [frames, transferSyntaxName].filter(Boolean).join(" · ");
}
