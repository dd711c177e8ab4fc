/** Has the browser save what is at `url`; an empty name leaves it to the server. */
export function saveLink(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}
