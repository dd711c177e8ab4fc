/** MPPS messages that the server did not carry out, the latest first. */
import { useSignal } from "@preact/signals";
import type { ApiMppsRefusal } from "../../api.ts";
import { type Column, DataTable, RowCount } from "../../components/data-table.tsx";
import { Drawer } from "../../components/drawer.tsx";
import { Empty } from "../../components/empty.tsx";
import { Facts } from "../../components/facts.tsx";
import { FilterSelect } from "../../components/filter-select.tsx";
import { SearchField } from "../../components/search-field.tsx";
import { formatMoment } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { mppsRefusals } from "../../lists.ts";
import { go } from "../../routes.ts";
import { textOfAnswer } from "./link-words.ts";
import { Violations } from "./violations.tsx";

const SERVICES = ["N-CREATE", "N-SET", "N-GET"];

export function RefusalFilters() {
  const { mpps } = words.value;
  return (
    <>
      <SearchField key="refused" list={mppsRefusals} placeholder={mpps.refusedSearchHint} />
      <FilterSelect
        label={mpps.serviceFilter}
        any={mpps.anyService}
        value={mppsRefusals.query.value.service}
        options={SERVICES}
        onChoose={(service) => mppsRefusals.ask({ service })}
      />
    </>
  );
}

export function Refusals() {
  const open = useSignal<ApiMppsRefusal | undefined>(undefined);
  const { mpps } = words.value;
  const { q, service } = mppsRefusals.query.value;
  const isFiltered = [q, service].some((filter) => filter !== undefined);
  const columns: Column<ApiMppsRefusal>[] = [
    {
      key: "service",
      title: mpps.service,
      isAlways: true,
      width: "8rem",
      render: ({ service }) => <strong>{service}</strong>,
    },
    {
      key: "time",
      title: mpps.time,
      sort: "time",
      isAlways: true,
      width: "14rem",
      render: ({ time }) => formatMoment(time),
    },
    {
      key: "calling",
      title: mpps.calling,
      width: "11rem",
      class: "mono",
      render: ({ callingAeTitle }) => callingAeTitle,
    },
    { key: "answer", title: mpps.answer, render: ({ answer }) => textOfAnswer(answer) },
    { key: "why", title: mpps.why, isAlways: true, render: ({ violations }) => namesOf(violations) },
  ];
  return (
    <>
      <div class="split">
        <DataTable
          label={mpps.refused}
          list={mppsRefusals}
          columns={columns}
          isNarrow={open.value !== undefined}
          openKey={open.value && mppsRefusals.key(open.value)}
          onOpen={(refusal) => {
            open.value = refusal;
          }}
          empty={
            isFiltered ? undefined : (
              <Empty title={mpps.refusedTitle}>
                <p>{mpps.refusedText}</p>
              </Empty>
            )
          }
        />
        {open.value && (
          <RefusalDrawer
            refusal={open.value}
            onClose={() => {
              open.value = undefined;
            }}
          />
        )}
      </div>
      <RowCount list={mppsRefusals} />
    </>
  );
}

function RefusalDrawer({ refusal, onClose }: { refusal: ApiMppsRefusal; onClose: () => void }) {
  const { mpps, associations } = words.value;
  return (
    <Drawer
      title={`${refusal.service} – ${textOfAnswer(refusal.answer)}`}
      onClose={onClose}
      actions={
        <button type="button" class="small" onClick={() => go("associations", String(refusal.associationId))}>
          {associations.openOne}
        </button>
      }
    >
      <Facts
        facts={[
          [mpps.time, formatMoment(refusal.time)],
          [mpps.calling, <span class="mono">{refusal.callingAeTitle}</span>],
          [mpps.uid, <span class="mono">{refusal.SOPInstanceUID || mpps.chosenByServer}</span>],
        ]}
      />
      <h4>{mpps.violations}</h4>
      <Violations violations={refusal.violations} />
    </Drawer>
  );
}

function namesOf(violations: ApiMppsRefusal["violations"]): string {
  const { rules } = words.value.mpps;
  return [...new Set(violations.map(({ rule }) => `${rule} ${rules[rule] ?? ""}`))].join("; ");
}
