/**
 * All worlds that were found, as the numbers of their parts, without gaps in typed arrays; each with the one it was found
 * from, and as which of that one's successors.
 */
import type { Part } from './parts.ts';
import type { Explored } from './world.ts';
import type { World } from './state.ts';

const CHUNK = 1 << 16;

export class States {
  private readonly explored: Explored;
  private readonly workers: number;
  private readonly operators: number;
  private readonly instances: number;
  private readonly width: number;
  private readonly chunks: Int32Array[] = [];
  private readonly parents: Int32Array[] = [];
  private readonly picks: Uint16Array[] = [];
  private slots = new Int32Array(1 << 16).fill(-1);
  private readonly wanted: Int32Array;
  private found = 0;

  constructor(explored: Explored) {
    this.explored = explored;
    this.workers = explored.configuration.workers ?? 2;
    this.operators = explored.operators;
    this.instances = explored.machines.length;
    this.width = this.workers + this.operators + this.instances + 4;
    this.wanted = new Int32Array(this.width);
  }

  get size(): number {
    return this.found;
  }

  /** The number of a world; that of a new one is the former size. */
  add(world: World, parent: number, pick: number): number {
    this.write(world);
    let slot = this.hash(this.wanted, 0) & (this.slots.length - 1);
    for (let known = this.slots[slot] ?? -1; known >= 0; known = this.slots[slot] ?? -1) {
      if (this.isWanted(known)) return known;
      slot = (slot + 1) & (this.slots.length - 1);
    }
    const number = this.found++;
    this.slots[slot] = number;
    const chunk = Math.floor(number / CHUNK);
    const at = number % CHUNK;
    if (at === 0) {
      this.chunks.push(new Int32Array(CHUNK * this.width));
      this.parents.push(new Int32Array(CHUNK));
      this.picks.push(new Uint16Array(CHUNK));
    }
    this.chunks[chunk]?.set(this.wanted, at * this.width);
    const [parents, picks] = [this.parents[chunk], this.picks[chunk]];
    if (parents !== undefined) parents[at] = parent;
    if (picks !== undefined) picks[at] = pick;
    if (this.found * 2 > this.slots.length) this.grow();
    return number;
  }

  world(number: number): World {
    const chunk = this.chunks[Math.floor(number / CHUNK)] ?? this.wanted;
    const begin = (number % CHUNK) * this.width;
    const part = (index: number): number => chunk[begin + index] ?? 0;
    const { stock } = this.explored;
    const people = this.workers + this.operators;
    const shared = people + this.instances;
    // Millions are read again: loops, not `Array.from`, which takes thrice as long.
    const workers: World['workers'][number][] = [];
    for (let index = 0; index < this.workers; index++) {
      const worker = part(index);
      workers.push(worker === 0 ? undefined : stock.workers.at(worker - 1));
    }
    const operators: World['operators'][number][] = [];
    for (let index = this.workers; index < people; index++) {
      const operator = part(index);
      operators.push(operator === 0 ? undefined : stock.operators.at(operator - 1));
    }
    const executions: World['executions'][number][] = [];
    for (let index = people; index < shared; index++) executions.push(stock.executions.at(part(index)));
    return {
      workers,
      operators,
      executions,
      rows: stock.rows.at(part(shared)),
      queue: stock.queues.at(part(shared + 1)),
      faults: stock.faults.at(part(shared + 2)),
      ghost: stock.ghosts.at(part(shared + 3)),
    };
  }

  /** From where it was found first, and as which successor. Of the first world: -1. */
  origin(number: number): { readonly parent: number; readonly pick: number } {
    const chunk = Math.floor(number / CHUNK);
    const at = number % CHUNK;
    return { parent: this.parents[chunk]?.[at] ?? -1, pick: this.picks[chunk]?.[at] ?? 0 };
  }

  /** Workers are alike, and so are operators: in which order they stand makes no difference. */
  private write({ workers, operators, executions, rows, queue, faults, ghost }: World): void {
    const { wanted } = this;
    this.writeSorted(workers, 0);
    this.writeSorted(operators, workers.length);
    let at = workers.length + operators.length;
    for (const { number } of executions) wanted[at++] = number;
    wanted[at] = rows.number;
    wanted[at + 1] = queue.number;
    wanted[at + 2] = faults.number;
    wanted[at + 3] = ghost.number;
  }

  private writeSorted(parts: readonly (Part<unknown> | undefined)[], begin: number): void {
    const { wanted } = this;
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index];
      const number = part === undefined ? 0 : part.number + 1;
      let at = begin + index;
      for (; at > begin && (wanted[at - 1] ?? 0) > number; at--) wanted[at] = wanted[at - 1] ?? 0;
      wanted[at] = number;
    }
  }

  private hash(numbers: Int32Array, begin: number): number {
    let hash = 0x811c9dc5;
    for (let index = 0; index < this.width; index++) {
      hash = Math.imul(hash ^ (numbers[begin + index] ?? 0), 0x01000193);
      hash ^= hash >>> 15;
    }
    hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  private isWanted(number: number): boolean {
    const chunk = this.chunks[Math.floor(number / CHUNK)];
    const begin = (number % CHUNK) * this.width;
    for (let index = 0; index < this.width; index++)
      if (chunk?.[begin + index] !== this.wanted[index]) return false;
    return true;
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    for (let number = 0; number < this.found; number++) {
      const chunk = this.chunks[Math.floor(number / CHUNK)] ?? this.wanted;
      let slot = this.hash(chunk, (number % CHUNK) * this.width) & (this.slots.length - 1);
      while ((this.slots[slot] ?? -1) >= 0) slot = (slot + 1) & (this.slots.length - 1);
      this.slots[slot] = number;
    }
  }
}
