import type { Block } from "./reply.ts";
import type { MarkText } from "./request-path.ts";
import { cleanLine } from "./text.ts";

const widestCell = 34;

/** A table in letters of one width: in columns where they fit, else row by row. Every text is cleaned. */
export function tableLines({ heads, rows }: Extract<Block, { kind: "table" }>, text: MarkText, width: number): string {
  const cells = rows.map(({ name, cells: of }) => [cleanLine(name, widestCell), ...heads.map((_, place) => {
    const cell = of[place];
    return cell === undefined ? "-" : `${cell.mark === undefined ? "" : `${text(cell.mark)} `}${cleanLine(cell.text, 200)}`;
  })]);
  const lines = [["", ...heads.map((head) => cleanLine(head, widestCell))], ...cells];
  const widths = [...heads.keys(), heads.length].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const whole = widths.reduce((sum, one) => sum + one + 2, -2);
  if (whole <= width && Math.max(...widths) <= widestCell) return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()).join("\n");
  return cells.map(([name = "", ...of]) => [name, ...of.flatMap((cell, place) => (cell === "-" ? [] : [`  ${lines[0]?.[place + 1] ?? ""}: ${cell}`]))].join("\n")).join("\n");
}
