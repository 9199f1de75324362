import { lanes } from "./lanes.ts";
import { describeStore } from "./contract.ts";

for (const lane of lanes) describeStore(lane);
