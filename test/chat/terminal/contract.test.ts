import { describeChat } from "../contract.ts";
import { openStage } from "./stage.ts";

describeChat("terminal", openStage, { flat: true });
