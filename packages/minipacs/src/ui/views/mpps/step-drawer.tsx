/** A procedure step beside the list: what it is linked with, its messages, what is odd about it. */
import { useSignal } from "@preact/signals";
import type { ApiWholeMppsStep } from "../../api.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { DatasetTree } from "../../components/dataset-tree.tsx";
import { Drawer } from "../../components/drawer.tsx";
import { Facts } from "../../components/facts.tsx";
import { formatDate, formatMoment, formatName, formatNumber, formatTime, isolated } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { MPPS_EVENTS } from "../../lists.ts";
import { ask } from "../../request.ts";
import { go } from "../../routes.ts";
import { say } from "../../toasts.ts";
import { useResource } from "../../use-resource.ts";
import { History } from "./history.tsx";
import { sentenceOfContradictions, sentenceOfLink } from "./link-words.ts";
import { Violations } from "./violations.tsx";

const close = () => go("mpps");

export function StepDrawer({ uid }: { uid: string }) {
  const path = `/api/mpps/${encodeURIComponent(uid)}`;
  const found = useResource<ApiWholeMppsStep>(path, MPPS_EVENTS);
  const isRemoving = useSignal(false);
  const { mpps, common } = words.value;
  if (found === "gone" || found === undefined) {
    return (
      <Drawer title={mpps.title} onClose={close}>
        <p>{found === "gone" ? mpps.gone : common.loading}</p>
      </Drawer>
    );
  }
  const name = formatName(found.PatientName) || common.noName;
  return (
    <Drawer
      title={name}
      onClose={close}
      actions={
        <>
          {found.worklistEntryIds.map((id) => (
            <button key={id} type="button" class="small primary" onClick={() => go("worklist", id)}>
              {mpps.openEntry}
            </button>
          ))}
          <button
            type="button"
            class="small danger"
            onClick={() => {
              isRemoving.value = true;
            }}
          >
            {mpps.remove}
          </button>
        </>
      }
    >
      <p class={found.isLinked ? "link-reason linked" : "link-reason unlinked"}>
        <strong>{found.isLinked ? mpps.linked : mpps.unlinked}</strong>
        <bdi>{sentenceOfLink(found.link)}.</bdi>
      </p>
      {found.contradictions.length > 0 && (
        <p class="link-reason unlinked">
          <strong>{mpps.contradicted}</strong>
          <bdi>{sentenceOfContradictions(found.contradictions)}.</bdi>
        </p>
      )}
      <StepFacts step={found} />
      <h4>
        {mpps.violations} <span class="count">{formatNumber(found.violations.length)}</span>
      </h4>
      {found.violations.length > 0 ? (
        <Violations violations={found.violations} />
      ) : (
        <p class="hint">{mpps.noViolations}</p>
      )}
      <History path={path} history={found.history} earlier={found.earlier} />
      <details class="whole">
        <summary>{mpps.wholeDataset}</summary>
        <DatasetTree label={mpps.wholeDataset} attributes={found.attributes} />
      </details>
      {isRemoving.value && (
        <ConfirmDialog
          title={mpps.remove}
          question={mpps.removeAsk(isolated(name))}
          note={mpps.noUndo}
          remove={() => ask(path, "DELETE")}
          onDone={() => {
            say(mpps.removed);
            close();
          }}
          onClose={() => {
            isRemoving.value = false;
          }}
        />
      )}
    </Drawer>
  );
}

function StepFacts({ step }: { step: ApiWholeMppsStep }) {
  const { mpps } = words.value;
  const mono = (text: string) => text && <span class="mono">{text}</span>;
  const moment = (date: string, time: string) =>
    [formatDate(date), formatTime(time)].filter(Boolean).join(", ");
  return (
    <Facts
      facts={[
        [mpps.status, step.PerformedProcedureStepStatus],
        [mpps.accession, mono(step.AccessionNumber.join(", "))],
        [mpps.patientId, mono(step.PatientID)],
        [mpps.modality, step.Modality],
        [mpps.procedure, step.PerformedProcedureStepDescription],
        [mpps.started, moment(step.PerformedProcedureStepStartDate, step.PerformedProcedureStepStartTime)],
        [mpps.ended, moment(step.PerformedProcedureStepEndDate, step.PerformedProcedureStepEndTime)],
        [mpps.station, mono(step.PerformedStationAETitle)],
        [mpps.sender, mono(step.callingAeTitle)],
        [mpps.firstMessage, formatMoment(step.createdAt)],
        [mpps.lastMessage, formatMoment(step.updatedAt)],
        [mpps.uid, mono(step.SOPInstanceUID)],
      ]}
    />
  );
}
