/**
 * Gives each request to the next of several nodes or replicas, as nginx does unless told otherwise
 * (nginx documentation, "Using nginx as HTTP load balancer").
 */
export function turns(): <Item>(items: readonly Item[]) => Item | undefined {
  let turn = 0;
  return (items) => items[turn++ % Math.max(1, items.length)];
}
