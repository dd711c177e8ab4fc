/** What is stored: studies, the latest arrival first, with their series and files beside. */
import type { ApiStudy } from "../api.ts";
import { CharacterSetMark } from "../components/character-set-mark.tsx";
import { type Column, DataTable, RowCount } from "../components/data-table.tsx";
import { Empty } from "../components/empty.tsx";
import { FilterSelect } from "../components/filter-select.tsx";
import { late } from "../components/late.tsx";
import { Patient } from "../components/patient.tsx";
import { SearchField } from "../components/search-field.tsx";
import { formatDate, formatMoment, formatNumber, formatSize } from "../format.ts";
import { words } from "../i18n/words.ts";
import { instances, studies } from "../lists.ts";
import type { ListQuery, RemoteList } from "../remote-list.ts";
import { ImportButtons } from "./received/import-buttons.tsx";
import { ALL, goTo, place } from "./received/place.ts";
import { removing, sending } from "./received/target.ts";
import "../thumbnails/thumbnails.css";
import "./received.css";

const RemoveDialog = late(async () => (await import("./received/remove-dialog.tsx")).RemoveDialog);
const InstanceTable = late(async () => (await import("./received/instance-table.tsx")).InstanceTable);
const InstanceDrawer = late(async () => (await import("./received/instance-drawer.tsx")).InstanceDrawer);
const StudyDrawer = late(async () => (await import("./received/study-drawer.tsx")).StudyDrawer);
const SendDialog = late(async () => (await import("./received/send-dialog.tsx")).SendDialog);

const MODALITIES = [
  ...["CR", "CT", "DX", "ES", "IO", "IVUS", "MG", "MR", "NM", "OP", "OT", "PT", "PX"],
  ...["RF", "RTDOSE", "RTPLAN", "RTSTRUCT", "SC", "SR", "US", "XA", "XC"],
];

export function ReceivedView() {
  const { title, searchHint, emptyTitle, emptyText, fileCount, studyCount } = words.value.received;
  const { study, series, instance } = place.value;
  const isAll = study === ALL;
  const list: RemoteList<unknown> = isAll ? instances : studies;
  const isFiltered = isFilteredBy(list.query.value);
  const empty = isFiltered ? undefined : (
    <Empty title={emptyTitle}>
      <p>{emptyText}</p>
    </Empty>
  );
  return (
    <section class="view received" aria-labelledby="received-title">
      <div class="bar">
        <h2 id="received-title">{title}</h2>
        <Levels isAll={isAll} />
        <SearchField key={String(isAll)} list={list} placeholder={searchHint} />
        <ModalityChoice list={list} member={isAll ? "Modality" : "ModalitiesInStudy"} />
        <div class="actions">
          <ImportButtons />
          <EchoButton />
        </div>
      </div>
      <div class="split">
        {isAll ? (
          <InstanceTable
            list={instances}
            hasPatient={instance === undefined}
            openKey={instances.rows.find(({ SOPInstanceUID }) => SOPInstanceUID === instance)?.SOPInstanceUID}
            onOpen={({ SOPInstanceUID }) => goTo({ study: ALL, series: ALL, instance: SOPInstanceUID })}
            empty={empty}
          />
        ) : (
          <DataTable
            label={title}
            list={studies}
            columns={columns()}
            isNarrow={study !== undefined}
            openKey={study}
            onOpen={({ StudyInstanceUID }) => goTo({ study: StudyInstanceUID })}
            empty={empty}
          />
        )}
        {study !== undefined && series !== undefined && instance !== undefined ? (
          <InstanceDrawer study={study} series={series} instance={instance} />
        ) : (
          study !== undefined && !isAll && <StudyDrawer key={study} study={study} series={series} />
        )}
      </div>
      <RowCount list={list} rows={isAll ? fileCount : studyCount} />
      {removing.value && <RemoveDialog target={removing.value} />}
      {sending.value && <SendDialog target={sending.value} />}
    </section>
  );
}

function columns(): Column<ApiStudy>[] {
  const { received } = words.value;
  return [
    {
      key: "patient",
      title: received.patient,
      sort: "PatientName",
      isAlways: true,
      render: ({ PatientName, PatientID, otherCharacterSets }) => (
        <>
          <CharacterSetMark others={otherCharacterSets} />
          <Patient name={PatientName} id={PatientID} />
        </>
      ),
    },
    {
      key: "study",
      title: received.study,
      sort: "StudyDate",
      render: ({ StudyDescription, StudyDate }) => (
        <>
          <bdi class="name plain" title={StudyDescription}>
            {StudyDescription || received.noDescription}
          </bdi>
          <span class="sub">{formatDate(StudyDate)}</span>
        </>
      ),
    },
    {
      key: "modality",
      title: received.modalities,
      isAlways: true,
      width: "8.6rem",
      render: ({ ModalitiesInStudy }) => <Modalities names={ModalitiesInStudy} />,
    },
    {
      key: "accession",
      title: received.accession,
      sort: "AccessionNumber",
      width: "9rem",
      class: "mono",
      render: ({ AccessionNumber }) => AccessionNumber || "–",
    },
    {
      key: "files",
      title: received.files,
      width: "11rem",
      render: ({ seriesCount, instanceCount, byteCount }) => (
        <>
          <span class="name plain">
            {received.inSeries(received.fileCount(formatNumber(instanceCount)), formatNumber(seriesCount))}
          </span>
          <span class="sub">{formatSize(byteCount)}</span>
        </>
      ),
    },
    {
      key: "arrived",
      title: received.arrived,
      sort: "receivedAt",
      isAlways: true,
      width: "13.5rem",
      render: ({ receivedAt, callingAeTitles }) => (
        <>
          <span class="name plain">{formatMoment(receivedAt)}</span>
          <span class="sub mono">{callingAeTitles.join(", ")}</span>
        </>
      ),
    },
  ];
}

/** Of many the first, with a word on the others. */
function Modalities({ names }: { names: readonly string[] }) {
  const shown = names.length > 2 ? names.slice(0, 1) : names;
  return (
    <span title={names.join(", ")}>
      {shown.map((name) => (
        <span key={name} class="modality">
          {name}
        </span>
      ))}
      {names.length > shown.length && <span class="more"> +{formatNumber(names.length - shown.length)}</span>}
    </span>
  );
}

function isFilteredBy({ q, Modality, ModalitiesInStudy }: ListQuery): boolean {
  return q !== undefined || Modality !== undefined || ModalitiesInStudy !== undefined;
}

/** Studies, or the files of all of them and of none. */
function Levels({ isAll }: { isAll: boolean }) {
  const { levels, byStudy, allFiles } = words.value.received;
  return (
    <nav class="levels" aria-label={levels}>
      <a href="#received" aria-current={isAll ? undefined : "true"}>
        {byStudy}
      </a>
      <a href={`#received/${ALL}`} aria-current={isAll ? "true" : undefined}>
        {allFiles}
      </a>
    </nav>
  );
}

interface ModalityChoiceProps<T> {
  list: RemoteList<T>;
  member: "Modality" | "ModalitiesInStudy";
}

function ModalityChoice<T>({ list, member }: ModalityChoiceProps<T>) {
  const { modality, allModalities } = words.value.received;
  return (
    <FilterSelect
      label={modality}
      any={allModalities}
      value={list.query.value[member]}
      options={MODALITIES}
      onChoose={(value) => list.ask({ [member]: value })}
    />
  );
}

function EchoButton() {
  const { echoPeer, echoHint } = words.value.received;
  return (
    <button
      type="button"
      title={echoHint}
      onClick={() => {
        sending.value = "echo";
      }}
    >
      {echoPeer}
    </button>
  );
}
