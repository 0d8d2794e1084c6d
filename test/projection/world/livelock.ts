/** Whether from each state a quiet one can be reached: only then everything comes to rest if nothing more goes wrong. */
const CHUNK = 1 << 18;

export class Edges {
  private readonly chunks: Int32Array[] = [];
  private count = 0;

  /** `from` leads to `to`. */
  add(from: number, to: number): void {
    const at = this.count % CHUNK;
    if (at === 0) this.chunks.push(new Int32Array(CHUNK * 2));
    const chunk = this.chunks[this.chunks.length - 1];
    if (chunk !== undefined) {
      chunk[at * 2] = from;
      chunk[at * 2 + 1] = to;
    }
    this.count++;
  }

  /** The first of `states` states from which none of `goals` can be reached. */
  firstAwayFrom(goals: readonly number[], states: number): number | undefined {
    const begins = new Int32Array(states + 1);
    this.each((_, to) => {
      begins[to + 1] = (begins[to + 1] ?? 0) + 1;
    });
    for (let state = 0; state < states; state++)
      begins[state + 1] = (begins[state + 1] ?? 0) + (begins[state] ?? 0);
    const before = new Int32Array(this.count);
    const next = begins.slice();
    this.each((from, to) => {
      const at = next[to] ?? 0;
      before[at] = from;
      next[to] = at + 1;
    });
    const reaches = new Uint8Array(states);
    const open = [...goals];
    for (const goal of goals) reaches[goal] = 1;
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      const end = begins[state + 1] ?? 0;
      for (let at = begins[state] ?? 0; at < end; at++) {
        const from = before[at] ?? 0;
        if (reaches[from] === 1) continue;
        reaches[from] = 1;
        open.push(from);
      }
    }
    const away = reaches.indexOf(0);
    return away < 0 ? undefined : away;
  }

  private each(visit: (from: number, to: number) => void): void {
    let left = this.count;
    for (const chunk of this.chunks) {
      const here = Math.min(left, CHUNK);
      for (let at = 0; at < here; at++) visit(chunk[at * 2] ?? 0, chunk[at * 2 + 1] ?? 0);
      left -= here;
    }
  }
}
