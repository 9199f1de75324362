import type { Route } from "./serve.ts";
import type { Vitals } from "./vitals.ts";

/** The paths that every process answers: alive, ready, figures. */
export function vitalRoutes(vitals: Vitals): Record<string, Route> {
  return {
    // That the event loop answers is all that a restart could mend.
    "/healthz": { method: "GET", answer: async () => ({ status: 200, body: "ok\n" }) },
    "/readyz": {
      method: "GET",
      async answer() {
        const { ready, reasons } = vitals.ready();
        return ready ? { status: 200, body: "ready\n" } : { status: 503, body: `not ready\n${reasons.map((reason) => `${reason}\n`).join("")}` };
      },
    },
    "/metrics": { method: "GET", answer: async () => ({ status: 200, type: "text/plain; version=0.0.4; charset=utf-8", body: await vitals.page() }) },
  };
}
