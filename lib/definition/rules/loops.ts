/** A loop for every way back to something on the way, each from that on. */
export function loopsIn<Item>(
  items: readonly Item[],
  next: (item: Item) => readonly Item[],
): readonly (readonly Item[])[] {
  const loops: (readonly Item[])[] = [];
  const done = new Set<Item>();
  for (const start of items) {
    // The way so far, each item with where it still has to be followed to. No recursion: a way may be long.
    const way: { readonly item: Item; readonly open: Item[] }[] = [];
    const enter = (item: Item): void => {
      if (done.has(item)) return;
      const at = way.findIndex((step) => step.item === item);
      if (at < 0) way.push({ item, open: [...next(item)] });
      else loops.push(way.slice(at).map((step) => step.item));
    };
    enter(start);
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const target = step.open.shift();
      if (target !== undefined) enter(target);
      else {
        done.add(step.item);
        way.pop();
      }
    }
  }
  return loops;
}
