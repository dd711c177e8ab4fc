/** View associations. */
import type { ApiAssociation } from "../../http/api-types.ts";
import { type Column, DataTable, RowCount } from "../components/data-table.tsx";
import { words } from "../i18n/words.ts";
import { associations } from "../lists.ts";

export function AssociationsView() {
  const { title, hint } = words.value.associations;
  const columns: Column<ApiAssociation>[] = [
    { key: "id", title: "ID", render: (row) => associations.key(row) },
  ];
  return (
    <section class="view" aria-labelledby="associations-title">
      <div class="bar">
        <h2 id="associations-title">{title}</h2>
        <p class="hint">{hint}</p>
      </div>
      <DataTable label={title} list={associations} columns={columns} />
      <RowCount list={associations} />
    </section>
  );
}
