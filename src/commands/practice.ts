import type { Answer, Desk, Saying } from "../core/desk.ts";
import { nearest } from "../core/nearest.ts";
import { type Command, note, usage } from "./command.ts";

// One drill at a time in the one terminal there is: what was broken, until the person guesses.
const drills = new WeakMap<NonNullable<Desk["practice"]>, { fault: string; code: string; title: string }>();

export const practice: Command = {
  name: "practice",
  synopsis: "practice list|break <fault>|mend [fault]|drill",
  help: "the practice stack: break it, mend it, or guess in a drill",
  role: "viewer",
  practiceOnly: true,
  async run(words, saying, desk): Promise<Answer> {
    const stack = desk.practice;
    if (stack === undefined) return note("There is no practice stack here. `npm start` without chat tokens, or `duo-triage practice`, opens one.", "unknown");
    const [act = "list", name] = words;
    const faults = stack.faults();
    if (act === "list") {
      const active = new Set(stack.active());
      return { replies: [{ slot: "practice", audience: "asker", blocks: faults.map((fault) => ({ kind: "check", mark: active.has(fault.name) ? "fail" : "skip", title: fault.name, text: fault.title })) }] };
    }
    if (act === "break") {
      if (name === undefined) return usage(practice, "Which fault? `/duo practice list` names them");
      if (!faults.some((fault) => fault.name === name)) {
        const near = nearest(name, faults.map((fault) => fault.name));
        return usage(practice, `No fault is called "${name.slice(0, 60)}"${near === undefined ? "" : `, did you mean "${near}"?`}`);
      }
      await stack.breakWith(name);
      return note(`Broken: ${stack.active().join(", ")}. Ask /duo check.`);
    }
    if (act === "mend") {
      await stack.mend(name);
      const drill = drills.get(stack);
      drills.delete(stack);
      return note(`${drill === undefined ? "" : `It was ${drill.code}: ${drill.title}. `}${stack.active().length === 0 ? "The practice stack is whole again." : `Still broken: ${stack.active().join(", ")}.`}`);
    }
    if (act === "drill") {
      await stack.mend();
      const fault = stack.draw();
      const known = faults.find((one) => one.name === fault);
      await stack.breakWith(fault);
      drills.set(stack, { fault, code: known?.code ?? "", title: known?.title ?? fault });
      return note("Something on the practice stack is broken now. Look around, then guess: /duo practice guess <DT code or fault>. `/duo check` tells, `/duo practice mend` gives up.");
    }
    if (act === "guess") return guess(words.slice(1).join(" "), stack, saying);
    return usage(practice, `"${act.slice(0, 40)}" is not known`);
  },
};

function guess(said: string, stack: NonNullable<Desk["practice"]>, saying: Saying): Answer {
  const drill = drills.get(stack);
  if (drill === undefined) return note("No drill is running. Start one: /duo practice drill", "unknown");
  const right = said.trim().toUpperCase() === drill.code || said.trim().toLowerCase() === drill.fault;
  if (!right) return note(`Not "${said.slice(0, 60)}". Guess again, ask /duo check, or give up with /duo practice mend.`, "unknown");
  drills.delete(stack);
  return note(`Right, ${saying.person.name}: ${drill.code}, ${drill.title}. /duo practice mend makes it whole.`);
}
