/** View received. */
import type { ApiStudy } from "../../http/api-types.ts";
import { type Column, DataTable, RowCount } from "../components/data-table.tsx";
import { words } from "../i18n/words.ts";
import { studies } from "../lists.ts";

export function ReceivedView() {
  const { title, hint } = words.value.received;
  const columns: Column<ApiStudy>[] = [{ key: "id", title: "ID", render: (row) => studies.key(row) }];
  return (
    <section class="view" aria-labelledby="received-title">
      <div class="bar">
        <h2 id="received-title">{title}</h2>
        <p class="hint">{hint}</p>
      </div>
      <DataTable label={title} list={studies} columns={columns} />
      <RowCount list={studies} />
    </section>
  );
}
