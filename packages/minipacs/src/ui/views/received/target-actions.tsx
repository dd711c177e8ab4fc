/** What can be done with a study, a series or a file: send, download, delete. */
import { Icon, type IconName } from "../../components/icon.tsx";
import { words } from "../../i18n/words.ts";
import { download } from "./download.ts";
import { removing, sending, type Target } from "./target.ts";

/** `isSmall`: signs in place of words, for rows. */
export function TargetActions({ target, isSmall = false }: { target: Target; isSmall?: boolean }) {
  const { received, common } = words.value;
  const { level } = target;
  const button = (sign: IconName, text: string, label: string, run: () => void, tone?: string) => (
    <button
      type="button"
      class={isSmall ? "icon" : `small ${tone ?? ""}`.trim()}
      aria-label={label}
      title={label}
      onClick={run}
    >
      {isSmall ? <Icon name={sign} /> : text}
    </button>
  );
  return (
    <>
      {button("send", received.send, received.sendOf[level], () => {
        sending.value = target;
      })}
      {button("download", received.download, received.downloadOf[level], () => download(target))}
      {button(
        "remove",
        common.remove,
        received.removeOf[level],
        () => {
          removing.value = target;
        },
        "danger",
      )}
    </>
  );
}
