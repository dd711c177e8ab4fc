/** The worklist that modalities query, and the button that fills it. */
import { useSignal } from "@preact/signals";
import type { ApiWorklistEntry } from "../api.ts";
import { Empty } from "../components/empty.tsx";
import { Patient } from "../components/patient.tsx";
import { formatDate, formatTime } from "../format.ts";
import { fresh, loadSamples, worklist } from "../state.ts";

export function WorklistView() {
  const entries = worklist.value;
  return (
    <section class="view" aria-labelledby="worklist-title">
      <div class="bar">
        <h2 id="worklist-title">Worklist</h2>
        <p class="hint">What modalities find by a Modality Worklist query.</p>
        {entries.length > 0 && <SamplesButton />}
      </div>
      {entries.length === 0 ? (
        <Empty title="No entries yet">
          <p>Six sample procedures, scheduled for today, give a modality something to find at once.</p>
          <SamplesButton isPrimary />
        </Empty>
      ) : (
        <div class="table">
          <table>
            <thead>
              <tr>
                <th scope="col">Scheduled</th>
                <th scope="col">Patient</th>
                <th scope="col">Accession</th>
                <th scope="col">Modality</th>
                <th scope="col">Procedure</th>
                <th scope="col">Station AE</th>
              </tr>
            </thead>
            <tbody>
              {entries.map((entry) => (
                <Row key={entry.id} entry={entry} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row({ entry }: { entry: ApiWorklistEntry }) {
  return (
    <tr class={fresh.value.has(entry.id) ? "fresh" : undefined}>
      <td>
        <span class="mono">{formatTime(entry.ScheduledProcedureStepStartTime)}</span>
        <span class="sub mono">{formatDate(entry.ScheduledProcedureStepStartDate)}</span>
      </td>
      <td class="patient">
        <Patient name={entry.PatientName} id={entry.PatientID} />
      </td>
      <td class="mono">{entry.AccessionNumber}</td>
      <td>
        <span class="modality">{entry.Modality || "–"}</span>
      </td>
      <td class="wide" dir="auto">
        {entry.ScheduledProcedureStepDescription}
      </td>
      <td class="mono">{entry.ScheduledStationAETitle}</td>
    </tr>
  );
}

function SamplesButton({ isPrimary = false }: { isPrimary?: boolean }) {
  const isBusy = useSignal(false);
  const said = useSignal("");
  const load = async () => {
    isBusy.value = true;
    try {
      const count = await loadSamples();
      said.value = count === 0 ? "All six are there already." : `${count} added.`;
    } catch (error) {
      said.value = `Not loaded: ${error instanceof Error ? error.message : String(error)}`;
    }
    isBusy.value = false;
  };
  return (
    <div class="actions">
      <button type="button" class={isPrimary ? "primary" : undefined} disabled={isBusy.value} onClick={load}>
        Load samples
      </button>
      <span role="status">{said.value}</span>
    </div>
  );
}
