export function generateKnowledge(options?: { check?: boolean }): string[];
