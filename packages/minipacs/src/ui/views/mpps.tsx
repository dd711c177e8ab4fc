/** Performed procedure steps, each with whether it belongs to a worklist entry. */
import type { ApiMppsStepState } from "../api.ts";
import { Empty } from "../components/empty.tsx";
import { Patient } from "../components/patient.tsx";
import { formatDate, formatTime } from "../format.ts";
import { fresh, mpps } from "../state.ts";

export function MppsView() {
  const steps = mpps.value;
  return (
    <section class="view" aria-labelledby="mpps-title">
      <div class="bar">
        <h2 id="mpps-title">MPPS</h2>
        <p class="hint">Performed procedure steps, linked to the worklist by accession number.</p>
      </div>
      {steps.length === 0 ? (
        <Empty title="No procedure steps yet">
          <p>
            They come when a modality begins an examination (N-CREATE) and ends it (N-SET). Configure this
            server as its <strong>MPPS</strong> destination.
          </p>
        </Empty>
      ) : (
        <div class="table">
          <table>
            <thead>
              <tr>
                <th scope="col">Link-Status</th>
                <th scope="col">Status</th>
                <th scope="col">Accession</th>
                <th scope="col">Patient</th>
                <th scope="col">Modality</th>
                <th scope="col">Procedure</th>
                <th scope="col">Started</th>
                <th scope="col">Ended</th>
                <th scope="col">Station AE</th>
              </tr>
            </thead>
            <tbody>
              {steps.toReversed().map((step) => (
                <Row key={step.SOPInstanceUID} step={step} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row({ step }: { step: ApiMppsStepState }) {
  const tone = step.isLinked ? "linked" : "unlinked";
  const isFresh = fresh.value.has(step.SOPInstanceUID);
  return (
    <tr class={isFresh ? `${tone} fresh` : tone}>
      <td class="link">
        <span aria-hidden="true">{step.isLinked ? "🔗" : "⚠️"}</span> {step.isLinked ? "Linked" : "Unlinked"}
      </td>
      <td>{step.PerformedProcedureStepStatus || "–"}</td>
      <td class="mono">{step.AccessionNumber.join(", ") || "–"}</td>
      <td class="patient">
        <Patient name={step.PatientName} id={step.PatientID} />
      </td>
      <td>
        <span class="modality">{step.Modality || "–"}</span>
      </td>
      <td class="wide" dir="auto">
        {step.PerformedProcedureStepDescription || "–"}
      </td>
      <Moment date={step.PerformedProcedureStepStartDate} time={step.PerformedProcedureStepStartTime} />
      <Moment date={step.PerformedProcedureStepEndDate} time={step.PerformedProcedureStepEndTime} />
      <td class="mono">{step.PerformedStationAETitle || step.callingAeTitle}</td>
    </tr>
  );
}

function Moment({ date, time }: { date: string; time: string }) {
  if (date === "" && time === "") return <td>–</td>;
  return (
    <td>
      <span class="mono">{formatTime(time)}</span>
      <span class="sub mono">{formatDate(date)}</span>
    </td>
  );
}
