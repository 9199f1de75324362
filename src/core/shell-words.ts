/** One word of a command line as a POSIX shell reads it. */
export const quoteWord = (word: string): string => (/^[A-Za-z0-9_@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The stages of a pipeline, and the commands of a list, split where neither quotes nor brackets hold the sign. */
export function splitShell(line: string, sign: "|" | ";"): string[] {
  const parts = [""];
  let quote = "";
  let depth = 0;
  for (let place = 0; place < line.length; place += 1) {
    const here = line[place] ?? "";
    if (here === "\\" && quote !== "'") {
      parts[parts.length - 1] += line.slice(place, place + 2);
      place += 1;
      continue;
    }
    if (quote !== "") quote = here === quote ? "" : quote;
    else if (here === "'" || here === '"') quote = here;
    else if (here === "(") depth += 1;
    else if (here === ")") depth -= 1;
    if (here === sign && quote === "" && depth === 0) parts.push("");
    else parts[parts.length - 1] += here;
  }
  return parts.map((part) => part.trim());
}
