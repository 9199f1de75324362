import type { App, ReceiverEvent } from "@slack/bolt";

/**
 * Takes what a receiver hears to `process`, and hears besides that Slack held back events of this app (more than 30,000 in an hour). Bolt has
 * no listener for that and would let the request fail, which Slack counts against the app.
 * https://docs.slack.dev/apis/events-api#rate-limiting
 */
export function hearingLimits(process: (event: ReceiverEvent) => Promise<void>, trouble: (message: string) => void): App {
  const listening: Pick<App, "processEvent"> = {
    async processEvent(event) {
      const { type, minute_rate_limited: minute } = event.body as { type?: unknown; minute_rate_limited?: unknown };
      if (type !== "app_rate_limited") return process(event);
      trouble(`Slack holds back events of this app: more than 30,000 came in an hour${typeof minute === "number" ? ` (minute of ${new Date(minute * 1000).toISOString().slice(0, 16)}Z)` : ""}; what was said then is not heard`);
      await event.ack();
    },
  };
  return listening as App;
}
