/** dcmjs-dimse as storage SCP, in the way of its documentation; argument: the folder. */
import { join } from "node:path";
import { loadPeer } from "../../../tools/bench/peers.ts";
import { freePort, listens } from "../test/support/server-tool.ts";
import { answerParent } from "../test/support/worker.ts";
import { TRANSFER_SYNTAX_UID } from "./transfer-files.ts";

const { Scp, Server, constants, log, responses } = loadPeer("dcmjs-dimse");
const { PresentationContextResult, Status } = constants;
log.setLevel("silent");
loadPeer("dcmjs").log.getLogger("validation.dcmjs").setLevel("silent");

const [folder = ""] = process.argv.slice(2);

// biome-ignore lint/suspicious/noExplicitAny: the peer is loaded without its types
type Loose = any;

class StorageScp extends Scp {
  associationRequested(association: Loose): void {
    association.setMaxPduLength(131_072);
    for (const { id } of association.getPresentationContexts()) {
      const context = association.getPresentationContext(id);
      if (context.getTransferSyntaxUids().includes(TRANSFER_SYNTAX_UID)) {
        context.setResult(PresentationContextResult.Accept, TRANSFER_SYNTAX_UID);
      } else {
        context.setResult(PresentationContextResult.RejectTransferSyntaxesNotSupported);
      }
    }
    (this as Loose).sendAssociationAccept();
  }

  cStoreRequest(request: Loose, callback: (response: unknown) => void): void {
    const path = join(folder, `${request.getAffectedSopInstanceUid()}.dcm`);
    request.getDataset().toFile(path, (error: unknown) => {
      const response = responses.CStoreResponse.fromRequest(request);
      response.setStatus(error ? Status.ProcessingFailure : Status.Success);
      callback(response);
    });
  }

  associationReleaseRequested(): void {
    (this as Loose).sendAssociationReleaseResponse();
  }
}

const port = await freePort();
new Server(StorageScp).listen(port);
while (!(await listens(port))) await new Promise((resolve) => setTimeout(resolve, 10));
answerParent(port, () => undefined);
