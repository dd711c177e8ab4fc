/** What modalities report as performed, and whether it belongs to the worklist. */
import type { ApiMppsStep } from "../api.ts";
import { type Column, DataTable, RowCount } from "../components/data-table.tsx";
import { Empty } from "../components/empty.tsx";
import { FilterSelect } from "../components/filter-select.tsx";
import { late } from "../components/late.tsx";
import { Moment } from "../components/moment.tsx";
import { Patient } from "../components/patient.tsx";
import { SearchField } from "../components/search-field.tsx";
import { words } from "../i18n/words.ts";
import { mpps as list } from "../lists.ts";
import { go, route } from "../routes.ts";
import { sentenceOfContradictions, sentenceOfLink } from "./mpps/link-words.ts";
import "./mpps.css";

const Refusals = late(async () => (await import("./mpps/refusals.tsx")).Refusals);
const RefusalFilters = late(async () => (await import("./mpps/refusals.tsx")).RefusalFilters);
const StepDrawer = late(async () => (await import("./mpps/step-drawer.tsx")).StepDrawer);

/** In the place of a UID: the other list. */
const REFUSED = "refused";
const STATUSES = ["IN PROGRESS", "COMPLETED", "DISCONTINUED"];

export function MppsView() {
  const { mpps } = words.value;
  const { item } = route.value;
  const isRefused = item === REFUSED;
  const open = isRefused ? undefined : item;
  return (
    <section class="view mpps" aria-labelledby="mpps-title">
      <div class="bar">
        <h2 id="mpps-title">{mpps.title}</h2>
        <fieldset class="choice" aria-label={mpps.which}>
          <button type="button" aria-pressed={!isRefused} onClick={() => go("mpps")}>
            {mpps.steps}
          </button>
          <button type="button" aria-pressed={isRefused} onClick={() => go("mpps", REFUSED)}>
            {mpps.refused}
          </button>
        </fieldset>
        {isRefused ? <RefusalFilters /> : <Filters />}
      </div>
      {isRefused ? <Refusals /> : <Steps open={open} />}
    </section>
  );
}

function Steps({ open }: { open: string | undefined }) {
  const { mpps } = words.value;
  const { q, isLinked, PerformedProcedureStepStatus: status } = list.query.value;
  const isFiltered = [q, isLinked, status].some((filter) => filter !== undefined);
  return (
    <>
      <div class="split">
        <DataTable
          label={mpps.title}
          list={list}
          columns={columns()}
          isNarrow={open !== undefined}
          openKey={open}
          onOpen={({ SOPInstanceUID }) => go("mpps", SOPInstanceUID)}
          rowClass={({ isLinked: isOne }) => (isOne ? "linked" : "unlinked")}
          empty={
            isFiltered ? undefined : (
              <Empty title={mpps.emptyTitle}>
                <p>{mpps.emptyText}</p>
              </Empty>
            )
          }
        />
        {open !== undefined && <StepDrawer key={open} uid={open} />}
      </div>
      <RowCount list={list} />
    </>
  );
}

function Filters() {
  const { mpps } = words.value;
  const { isLinked, PerformedProcedureStepStatus: status } = list.query.value;
  return (
    <>
      <SearchField list={list} placeholder={mpps.searchHint} />
      <FilterSelect
        label={mpps.linkFilter}
        any={mpps.anyLink}
        value={isLinked}
        options={[
          ["true", mpps.onlyLinked],
          ["false", mpps.onlyUnlinked],
        ]}
        onChoose={(value) => list.ask({ isLinked: value })}
      />
      <FilterSelect
        label={mpps.statusFilter}
        any={mpps.anyStatus}
        value={status}
        options={STATUSES}
        onChoose={(value) => list.ask({ PerformedProcedureStepStatus: value })}
      />
    </>
  );
}

function columns(): Column<ApiMppsStep>[] {
  const { mpps } = words.value;
  return [
    {
      key: "link",
      title: mpps.linkStatus,
      isAlways: true,
      width: "23%",
      minWidth: "18rem",
      render: ({ isLinked, link, contradictions }) => {
        const why = [sentenceOfContradictions(contradictions), sentenceOfLink(link)]
          .filter(Boolean)
          .join("; ");
        return (
          <>
            <span class="link">{isLinked ? mpps.linked : mpps.unlinked}</span>
            <bdi class="sub" title={why}>
              {contradictions.length > 0 && "⚠️ "}
              {why}
            </bdi>
          </>
        );
      },
    },
    {
      key: "status",
      title: mpps.status,
      isAlways: true,
      width: "9.5rem",
      render: ({ PerformedProcedureStepStatus, violations }) => (
        <>
          <span class="name plain">{PerformedProcedureStepStatus}</span>
          {violations.length > 0 && <span class="sub">⚠️ {mpps.violationCount(violations.length)}</span>}
        </>
      ),
    },
    {
      key: "patient",
      title: mpps.patient,
      sort: "PatientName",
      isAlways: true,
      width: "17%",
      minWidth: "11rem",
      render: ({ PatientName, PatientID }) => <Patient name={PatientName} id={PatientID} />,
    },
    {
      key: "accession",
      title: mpps.accession,
      width: "9.5rem",
      class: "mono",
      render: ({ AccessionNumber }) => AccessionNumber.join(", ") || "–",
    },
    {
      key: "procedure",
      title: mpps.procedure,
      render: ({ Modality, PerformedProcedureStepDescription: description }) => (
        <>
          <span class="modality">{Modality || "–"}</span> <bdi title={description}>{description}</bdi>
        </>
      ),
    },
    {
      key: "started",
      title: mpps.started,
      sort: "PerformedProcedureStepStartDate",
      isAlways: true,
      width: "7.6rem",
      render: (step) => (
        <Moment date={step.PerformedProcedureStepStartDate} time={step.PerformedProcedureStepStartTime} />
      ),
    },
    {
      key: "ended",
      title: mpps.ended,
      width: "7.6rem",
      render: (step) => (
        <Moment date={step.PerformedProcedureStepEndDate} time={step.PerformedProcedureStepEndTime} />
      ),
    },
    {
      key: "station",
      title: mpps.station,
      width: "9rem",
      class: "mono",
      render: ({ PerformedStationAETitle }) => PerformedStationAETitle || "–",
    },
  ];
}
