/** Words in the middle of the stage, with a button for what can be done. */
import { createPart } from "../dom.ts";

export interface NoticeAction {
  label: string;
  run(): void;
}

export function createNotice(
  document: Document,
  title: string,
  lines: readonly string[],
  action?: NoticeAction,
): HTMLElement {
  const notice = createPart(document, "div", "notice", { role: "status" });
  const add = (name: string, text: string) => {
    const paragraph = createPart(document, "p", name, { dir: "auto" });
    paragraph.textContent = text;
    notice.append(paragraph);
  };
  add("notice-title", title);
  for (const line of lines) if (line !== "") add("notice-line", line);
  if (action) notice.append(createAction(document, action));
  return notice;
}

export function createAction(document: Document, { label, run }: NoticeAction): HTMLButtonElement {
  const button = createPart(document, "button", "action", { type: "button" });
  button.textContent = label;
  button.addEventListener("click", run);
  return button;
}
