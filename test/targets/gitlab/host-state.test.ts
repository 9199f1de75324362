import { expect, it } from "vitest";
import { hostStateOf } from "../../../src/targets/gitlab/host-state.ts";

it.each([
  ["aigw connection failed: execution expired", "timeout"],
  ["aigw connection failed: Failed to open TCP connection to aigw:5052 (Net::OpenTimeout)", "timeout"],
  // The connection stood: whoever took the question says nothing.
  ["aigw connection failed: Net::ReadTimeout with #<TCPSocket:(closed)>", "silent"],
  ["aigw connection failed: Failed to open TCP connection to aigw:5052 (Connection refused - connect(2))", "refused"],
  ["aigw connection failed: getaddrinfo(3): Name or service not known", "name-not-found"],
])("reads %s", (text, state) => {
  expect(hostStateOf(text)).toBe(state);
});
