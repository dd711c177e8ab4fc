/** View mpps. */
import type { ApiMppsStep } from "../../http/api-types.ts";
import { type Column, DataTable, RowCount } from "../components/data-table.tsx";
import { words } from "../i18n/words.ts";
import { mpps } from "../lists.ts";

export function MppsView() {
  const { title, hint } = words.value.mpps;
  const columns: Column<ApiMppsStep>[] = [{ key: "id", title: "ID", render: (row) => mpps.key(row) }];
  return (
    <section class="view" aria-labelledby="mpps-title">
      <div class="bar">
        <h2 id="mpps-title">{title}</h2>
        <p class="hint">{hint}</p>
      </div>
      <DataTable label={title} list={mpps} columns={columns} />
      <RowCount list={mpps} />
    </section>
  );
}
