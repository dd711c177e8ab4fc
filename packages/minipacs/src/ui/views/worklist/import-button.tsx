/** Asks the disk for files of entries. */
import { words } from "../../i18n/words.ts";
import { importFiles } from "./actions.ts";

export function ImportButton() {
  const { importFiles: label, importHint } = words.value.worklist;
  return (
    <label class="file" title={importHint}>
      {label}
      <input
        type="file"
        multiple
        accept=".json,.wl,application/json,application/dicom"
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same file can be chosen again.
          currentTarget.value = "";
          void importFiles(files);
        }}
      />
    </label>
  );
}
