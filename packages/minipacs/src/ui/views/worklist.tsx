/** The worklist that modalities query. */

import type { ApiWorklistEntry } from "../api.ts";
import { type Column, DataTable, RowCount } from "../components/data-table.tsx";
import { Moment } from "../components/moment.tsx";
import { Patient } from "../components/patient.tsx";
import { SearchField } from "../components/search-field.tsx";
import { words } from "../i18n/words.ts";
import { worklist } from "../lists.ts";

export function WorklistView() {
  const { title, hint } = words.value.worklist;
  const columns: Column<ApiWorklistEntry>[] = [
    {
      key: "patient",
      title: "Patient",
      sort: "PatientName",
      render: ({ PatientName, PatientID }) => <Patient name={PatientName} id={PatientID} />,
    },
    {
      key: "scheduled",
      title: "Scheduled",
      sort: "ScheduledProcedureStepStartDate",
      width: "8rem",
      render: (entry) => (
        <Moment date={entry.ScheduledProcedureStepStartDate} time={entry.ScheduledProcedureStepStartTime} />
      ),
    },
  ];
  return (
    <section class="view" aria-labelledby="worklist-title">
      <div class="bar">
        <h2 id="worklist-title">{title}</h2>
        <p class="hint">{hint}</p>
        <SearchField list={worklist} />
      </div>
      <DataTable label={title} list={worklist} columns={columns} />
      <RowCount list={worklist} />
    </section>
  );
}
