import { setMaxListeners } from "node:events";
import type { Registry } from "../diagnosis/diagnose.ts";
import type { FactValues } from "../facts/values.generated.ts";

/** Facts, checks, causes and what is known beside them, as diagnosis takes them; imported when a verb needs them. `docs`: address of the page that describes the causes. */
export async function loadRegistry(docs?: string): Promise<Registry<FactValues>> {
  // One run's signal is listened to by every act under way; Node takes more than ten for a leak.
  setMaxListeners(200);
  const [{ facts }, { checks }, { causes }, { subjectsNeed, subjectsOf }, { stackNames }, { separatingTestFor }, { alarms }, { suspectsOf, comesAndGoes }, { withReported }, { reportedChecks }, { customChecks }, { customCauses }, { vantagesOf }, { streamPathsOf }] = await Promise.all([
    import("../facts/registry.generated.ts"),
    import("../checks/registry.generated.ts"),
    import("../causes/registry.generated.ts"),
    import("../facts/subjects.ts"),
    import("../facts/names.ts"),
    import("../knowledge/look-alikes.ts"),
    import("../knowledge/alarms/table.ts"),
    import("../knowledge/suspects.ts"),
    import("../causes/reported.ts"),
    import("../checks/reported.ts"),
    import("../checks/custom.ts"),
    import("../causes/custom.ts"),
    import("../terms/vantages.ts"),
    import("../terms/streams.ts"),
  ]);
  return {
    ...(docs === undefined ? {} : { docs }),
    facts, checks, causes, alarms, suspects: suspectsOf, comesAndGoes, subjectsNeed, subjects: subjectsOf,
    names: (read, stack, subject) => stackNames(read as never, stack, subject),
    vantages: vantagesOf,
    streams: streamPathsOf,
    separate: (codes) => separatingTestFor(codes),
    custom: (found) => ({ causes: customCauses(found), checks: customChecks(found) }),
    widen: (book, brought) => ({ ...book, causes: withReported(book.causes, brought), checks: { ...book.checks, ...reportedChecks(brought) } }),
  };
}
