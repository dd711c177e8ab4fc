/** Chooses files, or a folder with all that is in it, to be imported. */
import { words } from "../../i18n/words.ts";
import { importFiles } from "./imports.ts";

export function ImportButtons() {
  const { importFiles: files, importFolder: folder } = words.value.received;
  return (
    <>
      <Chooser text={files} isPrimary />
      <Chooser text={folder} isFolder />
    </>
  );
}

function Chooser({
  text,
  isFolder = false,
  isPrimary = false,
}: {
  text: string;
  isFolder?: boolean;
  isPrimary?: boolean;
}) {
  return (
    <label class={isPrimary ? "file primary" : "file"}>
      {text}
      <input
        type="file"
        multiple
        {...(isFolder ? { webkitdirectory: "" } : {})}
        onChange={({ currentTarget }) => {
          importFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
    </label>
  );
}
