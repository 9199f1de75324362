import type { Answer, Desk, Saying } from "../core/desk.ts";
import { sayHidden } from "../core/redact.ts";
import { sayError } from "../core/text.ts";
import { allows, lacks, note } from "./command.ts";
import { goneAnswer } from "./stored-result.ts";

/** One archive of a run into its thread: for GitLab's support, or whoever goes on with it. */
export async function handOver(run: string, saying: Saying, desk: Desk): Promise<Answer> {
  if (!allows(saying.person.role, "operator")) return lacks("operator", "A hand-over packet", saying);
  if (desk.handOver === undefined) return note("This process packs nothing. On the command line: duo-triage bundle <run> -o FILE", "unknown");
  let packed: Awaited<ReturnType<NonNullable<Desk["handOver"]>>>;
  try {
    packed = await desk.handOver(run);
  } catch (error) {
    return note(`The packet could not be made: ${sayError(error)}`, "warn");
  }
  if (packed === undefined) return goneAnswer(saying, desk);
  const { file, hidden } = packed;
  return {
    files: [file],
    replies: [{
      slot: "handed-over", audience: "everyone",
      blocks: [
        { kind: "headline", mark: "info", text: `Hand-over packet of run ${run}, asked for by ${saying.person.name}` },
        { kind: "note", text: `${file.name}, ${Math.ceil(file.content.length / 1024)} KiB: ticket text, evidence, versions, timeline, report. Hidden: ${sayHidden(hidden) || "nothing looked like a secret"}. Addresses and names stand in it; read ticket.md before it leaves your organisation.` },
      ],
    }],
  };
}
