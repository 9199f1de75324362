// Sends deliveries to an app as Slack's own senders do: a new connection each, from a process that does nothing else. ms from the begin of a
// request to the end of its answer.
import { request } from "node:http";
import { answer } from "./kit.mjs";

answer({
  send: (url, headers, body) => new Promise((resolve) => {
    const began = performance.now();
    const sent = request(url, { method: "POST", headers: { ...headers, "content-length": Buffer.byteLength(body) }, agent: false, timeout: 3_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (more) => { text += more; }).on("end", () => resolve({ status: response.statusCode, text, afterMs: performance.now() - began }));
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer within 3 s"))).on("error", (error) => resolve({ failed: error.message }));
    sent.end(body);
  }),
});
