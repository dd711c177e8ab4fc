/** A PDF of one page: lines of text and a drawing, of the built-in Helvetica and nothing else. ISO 32000-1 7.5. */

/** Returns the document. Text is printable ASCII; lines are drawn as a list under a title. */
export function createPdf(title: string, lines: readonly string[]): Uint8Array {
  const content = [
    "q 0.1 0.3 0.5 rg 0 752 595 90 re f Q",
    textAt(50, 785, 28, title, "1 1 1 rg"),
    ...lines.map((line, index) => textAt(50, 700 - index * 24, 13, line, "0 0 0 rg")),
    // A body with a spine, and R on the patient's right.
    ellipse(297, 220, 160, 120, "0.85 0.8 0.75 rg"),
    ellipse(297, 265, 25, 25, "0.5 0.7 0.9 rg"),
    ellipse(297, 150, 18, 18, "1 1 0.95 rg"),
    textAt(100, 214, 22, "R", "0.8 0 0 rg"),
  ].join("\n");
  return assemble([
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    `<< /Title ${literal(title)} /Producer (MiniPACS) >>`,
  ]);
}

/** Puts objects, numbered from 1, into a file with its table of offsets; the first is the catalog, the last the facts. */
function assemble(objects: readonly string[]): Uint8Array {
  let file = "%PDF-1.4\n";
  const offsets: number[] = [];
  for (const [index, body] of objects.entries()) {
    offsets.push(file.length);
    file += `${index + 1} 0 obj\n${body}\nendobj\n`;
  }
  const start = file.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${objects.length} 0 R >>\n`;
  file += `startxref\n${start}\n%%EOF\n`;
  return new TextEncoder().encode(file);
}

function literal(text: string): string {
  return `(${text.replace(/[^ -~]/g, "?").replace(/[\\()]/g, "\\$&")})`;
}

function textAt(x: number, y: number, size: number, text: string, color: string): string {
  return `q ${color} BT /F1 ${size} Tf ${x} ${y} Td ${literal(text)} Tj ET Q`;
}

/** Four curves; 0.5523 makes of them a circle to a thousandth. */
function ellipse(x: number, y: number, halfWidth: number, halfHeight: number, color: string): string {
  const [w, h] = [halfWidth * 0.5523, halfHeight * 0.5523];
  const [left, right, low, high] = [x - halfWidth, x + halfWidth, y - halfHeight, y + halfHeight];
  const curve = (...numbers: number[]) => `${numbers.map((number) => number.toFixed(2)).join(" ")} c`;
  return [
    `q ${color} ${right} ${y} m`,
    curve(right, y + h, x + w, high, x, high),
    curve(x - w, high, left, y + h, left, y),
    curve(left, y - h, x - w, low, x, low),
    curve(x + w, low, right, y - h, right, y),
    "f Q",
  ].join("\n");
}
