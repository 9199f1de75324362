import { afterEach, describe, expect, it } from "vitest";
import { type DoubleOptions, type GitlabDouble, startGitlab } from "./double.ts";
import { look } from "./look.ts";

let gitlab: GitlabDouble | undefined;
afterEach(async () => gitlab?.close());
const start = async (options: DoubleOptions = {}): Promise<GitlabDouble> => (gitlab = await startGitlab(options));
const route = "POST /api/v4/code_suggestions/direct_access";
const granted = { status: 201, json: { token: "t-0123456789", base_url: "http://aigw.internal:5052" } };
const cutOff = { status: 500, json: { message: "500 Internal Server Error" } };
/** GitLab's own health check of its way to the gateway, which fails at once. */
const refusedOnce = { cloudConnectorStatus: { success: false, probeResults: [{ name: "host_probe", success: false, message: "aigw.internal connection failed: Failed to open TCP connection to aigw.internal:5052 (Connection refused)", errors: [] }] } };

describe("gitlab/token-again", () => {
  it("asks nothing more where GitLab's calls fare alike", async () => {
    const { url, asked } = await start();
    expect((await look(url, ["gitlab/token-again"])).absence("gitlab/token-again")).toBe("not-applicable");
    expect(asked.filter((one) => one === route)).toHaveLength(1);
  });

  it("asks until one try of each kind was seen, where one call got through and another failed at once", async () => {
    const { url } = await start({ roots: refusedOnce, rest: { [route]: ({ count }) => (count % 3 === 0 ? cutOff : granted) } });
    expect((await look(url, ["gitlab/token-again"])).value("gitlab/token-again")).toEqual({ statuses: [201, 201, 500], granted: 2, cutOff: 1 });
  });

  it("stops after five tries, and where GitLab limits them", async () => {
    const patient = await start({ roots: refusedOnce });
    expect((await look(patient.url, ["gitlab/token-again"])).value("gitlab/token-again")).toMatchObject({ granted: 6, cutOff: 0 });
    await patient.close();
    const limited = await start({ roots: refusedOnce, rest: { [route]: ({ count }) => (count > 2 ? { status: 429, json: {} } : granted) } });
    expect((await look(limited.url, ["gitlab/token-again"])).value("gitlab/token-again")).toMatchObject({ statuses: [201, 201] });
  });
});
