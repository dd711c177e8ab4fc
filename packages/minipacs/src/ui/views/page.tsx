/** The whole page: header, the view that is open, footer. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { isDialogOpen } from "../components/dialog.tsx";
import { Toasts } from "../components/toasts.tsx";
import { isReady } from "../live.ts";
import { view } from "../routes.ts";
import { needsToken } from "../session.ts";
import { dismissErrors } from "../toasts.ts";
import { AssociationsView } from "./associations.tsx";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import { LogView } from "./log.tsx";
import { MppsView } from "./mpps.tsx";
import { ImportLayer } from "./received/import-layer.tsx";
import { ReceivedView } from "./received.tsx";
import { TokenView } from "./token.tsx";
import { ViewerView } from "./viewer.tsx";
import { WorklistView } from "./worklist.tsx";

export function Page() {
  const current = view.value;
  // The viewer stays once it was opened: zoom and window outlive a look at another view.
  const wasOpened = useSignal(false);
  useEffect(() => {
    if (current === "viewer") wasOpened.value = true;
  }, [current, wasOpened]);
  useEffect(dismissErrors, [current]);
  return (
    <>
      <Header />
      <main id="main">
        {!isReady.value && needsToken.value && <TokenView />}
        {isReady.value && current === "worklist" && <WorklistView />}
        {isReady.value && current === "mpps" && <MppsView />}
        {isReady.value && current === "received" && <ReceivedView />}
        {isReady.value && current === "associations" && <AssociationsView />}
        {isReady.value && current === "log" && <LogView />}
        {isReady.value && (current === "viewer" || wasOpened.value) && (
          <ViewerView isHidden={current !== "viewer"} />
        )}
      </main>
      <Footer />
      <ImportLayer />
      {!isDialogOpen.value && <Toasts />}
    </>
  );
}
