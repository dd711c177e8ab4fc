/** An association beside the list, live while it is open: who, what was negotiated, what was said. */
import { useSignal } from "@preact/signals";
import type { ApiWholeAssociation } from "../../api.ts";
import { Drawer } from "../../components/drawer.tsx";
import { Facts } from "../../components/facts.tsx";
import { formatDuration, formatMoment, formatNumber, formatSize } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { ASSOCIATION_EVENTS } from "../../lists.ts";
import { withQuery } from "../../request.ts";
import { go } from "../../routes.ts";
import { useResource } from "../../use-resource.ts";
import { Contexts } from "./contexts.tsx";
import { MESSAGES_AT_ONCE, Messages } from "./messages.tsx";
import { reasonOf } from "./reason.ts";

/** An open one is read again so often. */
const LIVE_MS = 700;
const close = () => go("associations");
const whileOpen = ({ state }: ApiWholeAssociation) => (state === "open" ? LIVE_MS : undefined);

export function AssociationDrawer({ id }: { id: string }) {
  const after = useSignal(0);
  const path = withQuery(`/api/associations/${encodeURIComponent(id)}`, {
    after: after.value,
    limit: MESSAGES_AT_ONCE,
  });
  const found = useResource<ApiWholeAssociation>(path, ASSOCIATION_EVENTS, whileOpen);
  const { associations, common } = words.value;
  if (found === undefined || found === "gone") {
    return (
      <Drawer title={associations.title} onClose={close}>
        <p>{found === "gone" ? associations.gone : common.loading}</p>
      </Drawer>
    );
  }
  const reason = reasonOf(found);
  return (
    <Drawer title={associations.titleOf(id, found.callingAeTitle)} onClose={close}>
      <p class={`state-line ${found.state}`}>
        <strong>{associations.states[found.state]}</strong> {reason && <bdi>{reason}</bdi>}
      </p>
      <AssociationFacts association={found} />
      <Contexts contexts={found.contexts} />
      <Messages
        association={found}
        after={after.value}
        onPage={(next) => {
          after.value = next;
        }}
      />
    </Drawer>
  );
}

function AssociationFacts({ association }: { association: ApiWholeAssociation }) {
  const { associations } = words.value;
  const { tls, userIdentity, window, endedAt, maxPduLengthBytes, peerMaxPduLengthBytes } = association;
  const mono = (text: string | undefined) => text && <span class="mono">{text}</span>;
  const pdu = (byteCount: number) => (byteCount === 0 ? associations.unlimited : formatNumber(byteCount));
  const certificate = tls?.peerCertificate;
  const trust = tls?.isPeerTrusted ? associations.trusted : associations.untrusted;
  return (
    <Facts
      facts={[
        [associations.calling, mono(association.callingAeTitle)],
        [associations.called, mono(association.calledAeTitle)],
        [associations.address, mono(`${association.remoteAddress}:${association.remotePort}`)],
        [associations.started, formatMoment(association.startedAt)],
        [associations.ended, endedAt && formatMoment(endedAt)],
        [associations.duration, formatDuration(association.durationMs)],
        [associations.received, formatSize(association.receivedBytes)],
        [associations.sent, formatSize(association.sentBytes)],
        [associations.code, mono(association.errorCode)],
        [associations.implementation, association.implementationVersionName],
        ["", mono(association.implementationClassUid)],
        [associations.peerPdu, pdu(peerMaxPduLengthBytes)],
        [associations.ownPdu, maxPduLengthBytes !== undefined && pdu(maxPduLengthBytes)],
        [
          associations.window,
          window && associations.windowOf(formatNumber(window.maxInvoked), formatNumber(window.maxPerformed)),
        ],
        [
          associations.identity,
          userIdentity && [userIdentity.username, userIdentity.type].filter(Boolean).join(" · "),
        ],
        [associations.tls, tls ? `${tls.protocol} · ${tls.cipher}` : associations.noTls],
        [associations.certificate, certificate && `${certificate.subject} (${trust})`],
      ]}
    />
  );
}
