/** Parts of the page whose code is loaded when they are first drawn: dialogs and what opens beside a list. */
import { signal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";
import { attempt } from "../toasts.ts";

/** Returns a component that draws nothing until its code is there; what cannot be loaded is tried again when it is next drawn. */
export function late<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
): FunctionComponent<Props> {
  const loaded = signal<FunctionComponent<Props> | undefined>(undefined);
  return (props) => {
    const Part = loaded.value;
    useEffect(() => {
      if (Part) return;
      void attempt(async () => {
        loaded.value = await load();
      });
    }, []);
    return Part ? <Part {...props} /> : null;
  };
}
