/** Puts text on the clipboard. */

/**
 * Resolves with whether it is there. Pages without TLS have no clipboard but that of the selection, for which `place`, in
 * the page, lends room.
 */
export async function copyText(place: HTMLElement, text: string): Promise<boolean> {
  const document = place.ownerDocument;
  try {
    await document.defaultView!.navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    place.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    return isCopied;
  }
}
