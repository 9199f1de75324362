import { lanes } from "../store/lanes.ts";
import { describeQueues } from "./contract.ts";

for (const lane of lanes) describeQueues(lane);
