// Generated from the folders by `npm run generate`. Do not edit.
import type { Check } from "../facts/rules.ts";


export const checks: Readonly<Record<string, Check>> = {

};
