/** The files that C-STORE brought in, the latest first; one that holds an image opens in the viewer. */
import type { ApiInstance } from "../api.ts";
import { Empty } from "../components/empty.tsx";
import { Patient } from "../components/patient.tsx";
import { formatClock, formatSize } from "../format.ts";
import { formatRoute } from "../routes.ts";
import { fresh, instances, status } from "../state.ts";

export function ReceivedView() {
  const received = instances.value;
  const totalCount = status.value?.instanceCount ?? 0;
  return (
    <section class="view" aria-labelledby="received-title">
      <div class="bar">
        <h2 id="received-title">Received</h2>
        <p class="hint">
          {totalCount > received.length
            ? `The latest ${received.length} of ${totalCount} files.`
            : "Files that came by C-STORE. Click one to see it."}
        </p>
      </div>
      {received.length === 0 ? (
        <Empty title="No files yet">
          <p>
            Send images from a modality or PACS by <strong>C-STORE</strong>; they appear here as they arrive.
          </p>
        </Empty>
      ) : (
        <div class="table">
          <table>
            <thead>
              <tr>
                <th scope="col">Received</th>
                <th scope="col">Patient</th>
                <th scope="col">Modality</th>
                <th scope="col">Study</th>
                <th scope="col">Kind</th>
                <th scope="col" class="number">
                  Size
                </th>
                <th scope="col">From</th>
              </tr>
            </thead>
            <tbody>
              {received.toReversed().map((instance) => (
                <Row key={instance.SOPInstanceUID} instance={instance} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row({ instance }: { instance: ApiInstance }) {
  const { SOPInstanceUID: sopInstanceUid } = instance;
  const href = formatRoute({ view: "viewer", sopInstanceUid });
  const open = () => {
    location.hash = href;
  };
  const description = instance.StudyDescription || instance.SeriesDescription;
  return (
    // The link is the way for the keyboard; the row is only a larger target for the mouse.
    <tr class={fresh.value.has(sopInstanceUid) ? "opens fresh" : "opens"} onClick={open}>
      <td class="mono">{formatClock(instance.receivedAt)}</td>
      <td class="patient">
        <a href={href} class="row-link">
          <Patient name={instance.PatientName} id={instance.PatientID} />
        </a>
      </td>
      <td>
        <span class="modality">{instance.Modality || "–"}</span>
      </td>
      <td class="wide" dir="auto">
        {description || "–"}
        {instance.AccessionNumber && <span class="sub mono">{instance.AccessionNumber}</span>}
      </td>
      <td>
        {instance.sopClassName.replace(/ Storage$/, "")}
        <span class="sub">{instance.transferSyntaxName}</span>
      </td>
      <td class="number mono">{formatSize(instance.byteCount)}</td>
      <td class="mono">{instance.callingAeTitle}</td>
    </tr>
  );
}
