/** The columns of the worklist. */
import type { ApiWorklistEntry } from "../../api.ts";
import type { Column } from "../../components/data-table.tsx";
import { Moment } from "../../components/moment.tsx";
import { Patient } from "../../components/patient.tsx";
import { WarningMark } from "../../components/warning-mark.tsx";
import { formatName } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { remarkOnLacking } from "./lacking.ts";

export function worklistColumns(): Column<ApiWorklistEntry>[] {
  const { patient, accession, scheduled, description, station, physician, status, attributes } =
    words.value.worklist;
  return [
    {
      key: "patient",
      title: patient,
      sort: "PatientName",
      isAlways: true,
      width: "22%",
      minWidth: "14rem",
      render: (entry) => (
        <>
          <LackingMark entry={entry} />
          <Patient name={entry.PatientName} id={entry.PatientID} />
        </>
      ),
    },
    {
      key: "accession",
      title: accession,
      sort: "AccessionNumber",
      isAlways: true,
      width: "8.5rem",
      class: "mono",
      render: ({ AccessionNumber }) => <span title={AccessionNumber}>{AccessionNumber || "–"}</span>,
    },
    {
      key: "modality",
      title: attributes.Modality ?? "",
      sort: "Modality",
      isAlways: true,
      width: "6.5rem",
      render: ({ Modality }) => (Modality ? <span class="modality">{Modality}</span> : "–"),
    },
    {
      key: "scheduled",
      title: scheduled,
      sort: "ScheduledProcedureStepStartDate",
      isAlways: true,
      width: "7.5rem",
      render: (entry) => (
        <Moment date={entry.ScheduledProcedureStepStartDate} time={entry.ScheduledProcedureStepStartTime} />
      ),
    },
    {
      key: "description",
      title: description,
      sort: "ScheduledProcedureStepDescription",
      render: ({ ScheduledProcedureStepDescription: text }) => (
        <bdi class="cut" title={text}>
          {text || "–"}
        </bdi>
      ),
    },
    {
      key: "station",
      title: station,
      sort: "ScheduledStationAETitle",
      width: "9.5rem",
      class: "mono",
      render: ({ ScheduledStationAETitle }) => (
        <span title={ScheduledStationAETitle}>{ScheduledStationAETitle || "–"}</span>
      ),
    },
    {
      key: "physician",
      title: physician,
      sort: "ScheduledPerformingPhysicianName",
      width: "11%",
      minWidth: "9rem",
      render: ({ ScheduledPerformingPhysicianName: name }) => (
        <bdi class="cut" title={name}>
          {formatName(name) || "–"}
        </bdi>
      ),
    },
    {
      key: "status",
      title: status,
      sort: "ScheduledProcedureStepStatus",
      width: "8rem",
      render: ({ ScheduledProcedureStepStatus }) => (
        <span class="step-status" title={ScheduledProcedureStepStatus}>
          {ScheduledProcedureStepStatus || "–"}
        </span>
      ),
    },
  ];
}

function LackingMark({ entry }: { entry: ApiWorklistEntry }) {
  const said = remarkOnLacking(entry);
  return said === undefined ? null : <WarningMark said={said} />;
}
