/** A patient in a table cell: the name as people write it, the ID below. */
import { formatName } from "../format.ts";
import { words } from "../i18n/words.ts";

export function Patient({ name, id }: { name: string; id: string }) {
  const { noName, noId } = words.value.common;
  return (
    <>
      <bdi class="name" title={name}>
        {formatName(name) || noName}
      </bdi>
      <span class="sub mono">{id || noId}</span>
    </>
  );
}
