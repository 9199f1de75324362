import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { readAgentPlace } from "../../../src/targets/agent-service/place.ts";
import { look } from "../../kit/looking.ts";
import { atEnd, probesOf } from "../../probes/kit.ts";

it("reads host and port, and sees what does not belong there", () => {
  expect(readAgentPlace("gw:50052")).toMatchObject({ host: "gw", port: 50052, hasScheme: false, hasPath: false });
  expect(readAgentPlace("HTTPS://gw:8443/x")).toMatchObject({ host: "gw", port: 8443, hasScheme: true, scheme: "https", hasPath: true });
  expect(readAgentPlace("[::1]:50052")).toMatchObject({ host: "::1", port: 50052 });
  expect(readAgentPlace("gw")).toMatchObject({ port: 443 });
  expect(readAgentPlace("gw:0")).toBeUndefined();
});

it("sees a web server where the agent service should be", async () => {
  const server = createServer((_request, response) => void response.writeHead(400, { server: "nginx" }).end("no"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(() => new Promise((resolve) => (server.close(resolve), server.closeAllConnections())));
  const { port } = server.address() as AddressInfo;
  const seen = await look(probesOf(), ["agent/address", "agent/reach", "agent/health", "agent/capabilities"], { stack: { agentPlatform: { url: `127.0.0.1:${port}` } } });
  expect(seen.value("agent/reach").state).toBe("open");
  expect(seen.value("agent/health")).toMatchObject({ serving: "none", speaksHttp1: true, http1: { kind: "answer", status: 400 } });
  expect(seen.absent("agent/capabilities")).toEqual({ reason: "blocked", by: "agent/health" });
});
