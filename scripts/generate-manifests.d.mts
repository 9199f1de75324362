export function generateManifests(options: { check: boolean }): Promise<string[]>;
