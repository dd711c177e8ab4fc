/** Returns a text as editors and shells write it: in UTF-8 and UTF-16, each with its byte order mark. */
export function markedTexts(text: string): Buffer[] {
  const little = Buffer.from(`\ufeff${text}`, "utf16le");
  return [Buffer.from(`\ufeff${text}`), little, Buffer.from(little).swap16()];
}
