/** A patient in a table cell: the name as people write it, the ID below. */
import { formatName } from "../format.ts";

export function Patient({ name, id }: { name: string; id: string }) {
  return (
    <>
      <bdi class="name" title={name}>
        {formatName(name) || "No name"}
      </bdi>
      <span class="sub mono">{id || "no ID"}</span>
    </>
  );
}
