/** Always there: whether the server is reached, who it is, and the way to the views. */
import { formatRoute, VIEWS, type View } from "../routes.ts";
import { connection, instances, mpps, route, shown, status, worklist } from "../state.ts";

const STATES = {
  connecting: { label: "Connecting …", tone: "wait" },
  live: { label: "Running", tone: "ok" },
  lost: { label: "No connection", tone: "error" },
} as const;

const TITLES: Record<View, string> = {
  worklist: "Worklist",
  mpps: "MPPS",
  received: "Received",
  viewer: "Viewer",
  log: "Log",
};

export function Header() {
  const { label, tone } = STATES[connection.value];
  const current = status.value;
  return (
    <header>
      <div class="identity">
        <h1>
          <img src="/assets/favicon.svg" alt="" width="28" height="28" />
          MiniPACS
        </h1>
        <p class={`state ${tone}`} role="status">
          <span class="dot" aria-hidden="true" />
          {label}
        </p>
        <dl class="facts">
          <Fact label="AE title" value={current?.aeTitle} />
          <Fact label="DICOM port" value={current?.dicomPort} />
          <Fact
            label="Character set"
            value={current && (current.SpecificCharacterSet.join("\\") || "ASCII")}
          />
          <Fact label="Associations" value={current?.associationCount} />
        </dl>
      </div>
      <nav aria-label="Views">
        {VIEWS.map((view) => (
          <Tab key={view} view={view} />
        ))}
      </nav>
    </header>
  );
}

function Fact({ label, value }: { label: string; value: string | number | undefined }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value ?? "–"}</dd>
    </div>
  );
}

function Tab({ view }: { view: View }) {
  const isCurrent = route.value.view === view;
  const count = countOf(view);
  const open = view === "viewer" ? shown.value : undefined;
  const sopInstanceUid = open && "sopInstanceUid" in open ? open.sopInstanceUid : undefined;
  return (
    <a href={formatRoute({ view, sopInstanceUid })} aria-current={isCurrent ? "page" : undefined}>
      {TITLES[view]}
      {count !== undefined && <span class="count">{count}</span>}
    </a>
  );
}

function countOf(view: View): number | undefined {
  const current = status.value;
  if (current === undefined) return undefined;
  // The lists are cut at some length, the server's figures are not; a live list may be ahead of them.
  if (view === "worklist") return Math.max(current.worklistCount, worklist.value.length);
  if (view === "mpps") return Math.max(current.mppsCount, mpps.value.length);
  if (view === "received") return Math.max(current.instanceCount, instances.value.length);
  return undefined;
}
