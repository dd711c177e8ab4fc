/** The whole page: header, the view that is open, footer. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { needsToken } from "../session.ts";
import { isReady, route } from "../state.ts";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import { LogView } from "./log.tsx";
import { MppsView } from "./mpps.tsx";
import { ReceivedView } from "./received.tsx";
import { TokenView } from "./token.tsx";
import { ViewerView } from "./viewer.tsx";
import { WorklistView } from "./worklist.tsx";

export function Page() {
  const { view } = route.value;
  // The viewer stays once it was opened: zoom and window outlive a look at another view.
  const wasOpened = useSignal(false);
  useEffect(() => {
    if (view === "viewer") wasOpened.value = true;
  }, [view, wasOpened]);
  return (
    <>
      <Header />
      <main id="main">
        {!isReady.value && needsToken.value && <TokenView />}
        {isReady.value && view === "worklist" && <WorklistView />}
        {isReady.value && view === "mpps" && <MppsView />}
        {isReady.value && view === "received" && <ReceivedView />}
        {isReady.value && view === "log" && <LogView />}
        {isReady.value && (view === "viewer" || wasOpened.value) && (
          <ViewerView isHidden={view !== "viewer"} />
        )}
      </main>
      <Footer />
    </>
  );
}
